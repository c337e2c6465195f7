// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The inner loops of the fast CPU path, compiled once for each instruction set. The files that
// hold them are built for processors this one may not be, so nothing else belongs in them: this
// header and kernel_loops.h include nothing that has inline functions.

namespace limn::nn::cpu {

/// What happens to each value of a product last.
enum class Activation { None, Relu, Gelu };

/// One tile of `out = activation(A B + bias + addend)`. A row of A is `taps` pieces
/// of `depth` numbers, each at its own address: a matrix row has one piece, a row of a convolution
/// one for each position of its kernel.
struct Tile {
  const float* const* pieces = nullptr;  // piece t of row r is pieces[t * pieceStride + r]
  std::int64_t pieceStride = 0;
  std::int64_t rows = 0;  // 1 to Kernels::tileRows
  std::int64_t taps = 1, depth = 0;
  const float* panel = nullptr;  // [taps * depth][Kernels::panelColumns]
  const float* bias = nullptr;   // [panelColumns] or none
  float* out = nullptr;
  std::int64_t outStride = 0;
  std::int64_t columns = 0;       // of the panel that are real
  const float* addend = nullptr;  // of the shape of `out`, which it may be; or none
  std::int64_t addendStride = 0;
  Activation activation = Activation::None;
};

struct Kernels {
  const char* name;
  std::int64_t panelColumns;
  std::int64_t tileRows;
  void (*multiply)(const Tile& tile);
  void (*softmax)(float* scores, std::int64_t count);  // in place
  /// One row: `out = (x - mean) / sqrt(variance + eps) * weight + bias`; `out` may be `x`.
  void (*layerNorm)(const float* x, const float* weight, const float* bias, float eps,
                    std::int64_t count, float* out);
  void (*gelu)(float* values, std::int64_t count);  // in place
  /// `out = upper + (lower - upper) share`, `count` numbers each.
  void (*blend)(const float* upper, const float* lower, float share, std::int64_t count,
                float* out);
  /// Bilinear, to `factor` (2 or 4) times as many numbers: those of source i lie at
  /// i + (p + 1/2) / factor - 1/2 for p = 0 .. factor - 1.
  void (*stretch)(const float* source, std::int64_t count, std::int64_t factor, float* out);
};

/// Products in bf16, summed in fp32. Two numbers that follow each other in a row of A, or in a
/// column of B, share the 32 bits of one float, the first in the lower half: a Tile of such pairs
/// has half the depth and is otherwise like any other.
struct PairKernels {
  void (*multiply)(const Tile& tile);
  /// `count` numbers to (count + 1) / 2 pairs, rounded to the nearest; a last half is zero.
  void (*toPairs)(const float* from, std::int64_t count, float* pairs);
};

/// The fastest that this processor runs.
[[nodiscard]] const Kernels& kernels();
/// The `index`-th that this processor runs, the fastest first; null when there are no more.
[[nodiscard]] const Kernels* kernelsAt(int index);
/// For tiles of the same size as kernels(); null when this processor does not multiply bf16.
[[nodiscard]] const PairKernels* pairKernels();

// Defined one per file.
[[nodiscard]] const Kernels& baselineKernels();
[[nodiscard]] const Kernels& avx2Kernels();
[[nodiscard]] const Kernels& avx512Kernels();
[[nodiscard]] const PairKernels& avx512PairKernels();

}  // namespace limn::nn::cpu
