// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "focus/focus_input.h"
#include "limn/nn/training.h"
#include "train/balanced_shards.h"

#include <optional>
#include <utility>
#include <vector>

namespace limn::nn {

/// One object in a view around it.
struct FocusSample {
  FocusPicture picture;
  at::Tensor mask;  // [S, S] uint8, 0 or 1
};
using FocusBatch = std::vector<FocusSample>;

/// What a focus network learns from: views of stored pictures around one of their objects,
/// superpixels of stored pictures, invented pictures. Everything is a pure function of the
/// settings, the files and the place in the run. Safe to use from several threads.
class FocusSamples {
 public:
  /// Throws as ShardSet does. Without shards every picture is invented.
  FocusSamples(const TrainSettings& settings, const std::vector<std::filesystem::path>& shards);
  /// The samples of one process in step `step`: slots firstSlot .. firstSlot + settings.images - 1.
  [[nodiscard]] FocusBatch batch(std::int64_t step, std::int64_t firstSlot) const;

 private:
  [[nodiscard]] FocusSample sample(std::uint64_t seed) const;

  TrainSettings settings_;
  std::vector<BalancedShards> shards_;  // one or none
};

/// A view of a random object of the picture, at a random scale and place, with other grey values:
/// nothing when the object cannot be seen in it.
[[nodiscard]] std::optional<FocusSample> objectView(const ShardSample& sample, Random& random,
                                                    std::int64_t side);
/// A view of a random part of the picture with one of its superpixels as object.
[[nodiscard]] std::optional<FocusSample> superpixelView(const ShardSample& sample, Random& random,
                                                        std::int64_t side);

/// One object of the picture as it is, in the middle of a view twice as wide.
[[nodiscard]] std::optional<FocusSample> plainView(const ShardSample& sample, Random& random,
                                                   std::int64_t side);

}  // namespace limn::nn
