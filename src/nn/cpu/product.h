// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/kernels.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace limn::nn::cpu {

/// In what both sides of a product are multiplied. The sum is always fp32. Bf16 needs
/// pairKernels().
enum class Numbers { Fp32, Bf16 };

/// The right side of a product, in the order in which the kernels read it. Made once.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// `weight` is `[columns, taps, depth]` or `[columns, depth]` fp32 in any layout; `bias`
  /// `[columns]` or undefined.
  explicit PackedMatrix(const at::Tensor& weight, const at::Tensor& bias = {},
                        Numbers numbers = Numbers::Fp32);

  [[nodiscard]] Numbers numbers() const { return numbers_; }
  /// Of one tap, down a column: numbers in fp32, pairs in bf16.
  [[nodiscard]] std::int64_t steps() const;
  [[nodiscard]] std::int64_t taps() const { return taps_; }
  [[nodiscard]] std::int64_t depth() const { return depth_; }
  [[nodiscard]] std::int64_t columns() const { return columns_; }
  [[nodiscard]] std::int64_t panels() const { return panels_.size(0); }
  [[nodiscard]] const float* panel(std::int64_t index) const;
  [[nodiscard]] const float* bias(std::int64_t panelIndex) const;

 private:
  at::Tensor panels_;  // [panels, taps * steps, panelColumns]
  at::Tensor bias_;    // [panels * panelColumns] or undefined
  std::int64_t taps_ = 0, depth_ = 0, columns_ = 0;
  Numbers numbers_ = Numbers::Fp32;
};

/// The left side: where each row's pieces are (Tile). Addresses stay valid during the product.
class Rows {
 public:
  Rows() = default;
  /// The `count` rows of a matrix whose rows begin `stride` apart.
  Rows(const float* matrix, std::int64_t count, std::int64_t stride);
  /// `pieces[tap * count + row]`.
  Rows(std::vector<const float*> pieces, std::int64_t count)
      : pieces_(std::move(pieces)), count_(count) {}

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] const float* const* at(std::int64_t row) const { return pieces_.data() + row; }

 private:
  std::vector<const float*> pieces_;
  std::int64_t count_ = 0;
};

/// Where the result goes, and how.
struct Target {
  float* data = nullptr;
  std::int64_t stride = 0;  // between rows, in floats
  Activation activation = Activation::None;
  const float* addend = nullptr;  // added before the activation; may be `data`
  std::int64_t addendStride = 0;
};

/// `target = activation(rows * matrix + bias + addend)`, on all threads. Rows are fp32 and become
/// what the matrix is in.
void multiply(const Rows& rows, const PackedMatrix& matrix, const Target& target);

/// Rows split into tiles of nearly equal height, none over Kernels::tileRows.
class RowTiles {
 public:
  explicit RowTiles(std::int64_t rows);
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t begin(std::int64_t tile) const { return rows_ * tile / count_; }
  [[nodiscard]] std::int64_t size(std::int64_t tile) const { return begin(tile + 1) - begin(tile); }

 private:
  std::int64_t rows_, count_;
};

}  // namespace limn::nn::cpu
