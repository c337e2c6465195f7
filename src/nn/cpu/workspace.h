// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace limn::nn::cpu {

/// A matrix of floats that is kept from call to call, since fresh memory costs page faults. Its
/// rows are spaced so that rows of one tile do not fall on the same lines of the cache.
class Buffer {
 public:
  /// Room for `rows` by `columns`; what was in it is lost when it grows.
  void resize(std::int64_t rows, std::int64_t columns);
  [[nodiscard]] float* row(std::int64_t index) const { return data_ + index * stride_; }
  [[nodiscard]] float* data() const { return data_; }
  [[nodiscard]] std::int64_t stride() const { return stride_; }

 private:
  at::Tensor storage_;
  float* data_ = nullptr;
  std::int64_t stride_ = 0;
};

}  // namespace limn::nn::cpu
