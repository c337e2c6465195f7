// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/shard.h"
#include "limn/nn/training.h"
#include "sam.h"

#include <c10/core/Device.h>

#include <cstdint>
#include <vector>

namespace limn::nn {

/// A fixed choice of held-out pictures, spread evenly over the shards, each with up to two masks,
/// a tight box and one fixed click.
class Validation {
 public:
  Validation(const std::vector<std::filesystem::path>& shards, std::int64_t side,
             c10::Device device, std::int64_t pictures = 120);
  /// Dice at the input's size.
  [[nodiscard]] HeldOutDice measure(const Sam& sam) const;

 private:
  struct Item {
    std::string target;
    at::Tensor image;          // [1, 3, S, S] normalised
    at::Tensor masks;          // [B, S, S] uint8
    at::Tensor boxes, points;  // [B, 4], [B, 1, 2]
  };
  std::vector<Item> items_;
};

}  // namespace limn::nn
