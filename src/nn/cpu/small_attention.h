// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace limn::nn::cpu {

/// Rows of a matrix that begin `stride` apart; each holds the numbers of all heads in turn.
struct HeadRows {
  const float* data = nullptr;
  std::int64_t count = 0, stride = 0;

  [[nodiscard]] const float* row(std::int64_t index) const { return data + index * stride; }
};

/// Attention of few queries to many keys, or of many to few, on all threads: to row i of `out`
/// (`width` numbers, `outStride` apart) the values that query i looks at.
void attend(const HeadRows& queries, const HeadRows& keys, const HeadRows& values,
            std::int64_t heads, std::int64_t width, float* out, std::int64_t outStride);

}  // namespace limn::nn::cpu
