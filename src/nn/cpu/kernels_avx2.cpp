// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#define LIMN_LANES 8
#define LIMN_TILE_ROWS 6
#include "kernel_loops.h"

namespace limn::nn::cpu {

const Kernels& avx2Kernels() {
  static constexpr Kernels kKernels = makeKernels("avx2");
  return kKernels;
}

}  // namespace limn::nn::cpu
