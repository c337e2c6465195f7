// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace limn::nn::cpu {

/// For each prompt of a batch `count` rows that begin `stride` apart; each holds the numbers of all
/// heads in turn. The rows of the next prompt begin `step` floats later; 0 where all have the same.
struct HeadRows {
  const float* data = nullptr;
  std::int64_t count = 0, stride = 0, step = 0;
};

/// Where a batch of answers goes: `width` numbers of `heads` heads for each row, `stride` apart.
struct HeadAnswer {
  float* data = nullptr;
  std::int64_t stride = 0, heads = 1, width = 0, batch = 1;
};

/// Attention of few queries to many keys, or of many to few, on all threads: to row i of `out`
/// the values that query i looks at, the prompts one after the other.
void attend(const HeadRows& queries, const HeadRows& keys, const HeadRows& values,
            const HeadAnswer& out);

}  // namespace limn::nn::cpu
