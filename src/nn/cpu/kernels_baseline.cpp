// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#define LIMN_LANES 4
#define LIMN_TILE_ROWS 6
#include "kernel_loops.h"

namespace limn::nn::cpu {

const Kernels& baselineKernels() {
  static constexpr Kernels kKernels = makeKernels("baseline");
  return kKernels;
}

}  // namespace limn::nn::cpu
