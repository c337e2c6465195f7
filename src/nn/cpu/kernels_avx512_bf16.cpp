// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#define LIMN_LANES 16  // as kernels_avx512.cpp, whose tiles these are
#define LIMN_TILE_ROWS 12
#include "kernel_loops.h"

// Its functions are always inlined and never emitted, so a linker cannot pick one for other files.
#include <immintrin.h>

namespace limn::nn::cpu {
namespace {

static_assert(sizeof(__m512bh) == sizeof(Vector));

/// A pair of the row with a pair of each column of the panel's line.
struct TimesPair {
  static void add(Vector& sum, Vector line, float pair) {
    const auto inEachLane = __builtin_bit_cast(__m512bh, _mm512_set1_ps(pair));
    sum = __builtin_bit_cast(Vector,
                             _mm512_dpbf16_ps(__builtin_bit_cast(__m512, sum),
                                              __builtin_bit_cast(__m512bh, line), inEachLane));
  }
};

void toPairs(const float* from, std::int64_t count, float* pairs) {
  auto* halves = reinterpret_cast<char*>(pairs);
  std::int64_t done = 0;
  for (; done + kLanes <= count; done += kLanes) {
    const __m256bh rounded = _mm512_cvtneps_pbh(__builtin_bit_cast(__m512, load(from + done)));
    __builtin_memcpy(halves + 2 * done, &rounded, sizeof(rounded));
  }
  if (done == count) return;
  Vector rest{};
  for (std::int64_t i = done; i < count; ++i)
    rest[i - done] = from[i];
  const __m256bh rounded = _mm512_cvtneps_pbh(__builtin_bit_cast(__m512, rest));
  __builtin_memcpy(halves + 2 * done, &rounded,
                   static_cast<std::size_t>((count - done + 1) / 2 * 4));
}

}  // namespace

const PairKernels& avx512PairKernels() {
  static constexpr PairKernels kKernels{multiply<TimesPair>, toPairs};
  return kKernels;
}

}  // namespace limn::nn::cpu
