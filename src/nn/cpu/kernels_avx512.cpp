// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#define LIMN_LANES 16
#define LIMN_TILE_ROWS 12
#include "kernel_loops.h"

namespace limn::nn::cpu {

const Kernels& avx512Kernels() {
  static constexpr Kernels kKernels = makeKernels("avx512");
  return kKernels;
}

}  // namespace limn::nn::cpu
