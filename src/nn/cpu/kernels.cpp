// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"

namespace limn::nn::cpu {

const Kernels* kernelsAt(int index) {
#if defined(__x86_64__)
  const bool avx512 = __builtin_cpu_supports("avx512f") != 0;
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (avx512 && index-- == 0) return &avx512Kernels();
  if (avx2 && index-- == 0) return &avx2Kernels();
#endif
  return index == 0 ? &baselineKernels() : nullptr;
}

const PairKernels* pairKernels() {
#if defined(__x86_64__)
  static const bool bf16 = __builtin_cpu_supports("avx512bf16") != 0 &&
                           __builtin_cpu_supports("avx512bw") != 0 &&
                           __builtin_cpu_supports("avx512f") != 0;
  if (bf16) return &avx512PairKernels();
#endif
  return nullptr;
}

const Kernels& kernels() {
  static const Kernels& best = *kernelsAt(0);
  return best;
}

}  // namespace limn::nn::cpu
