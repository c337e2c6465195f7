// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/training.h"
#include "train/balanced_shards.h"
#include "train/training_image.h"

#include <vector>

namespace limn::nn {

/// N images and M masks of each, ready for the network.
struct Batch {
  at::Tensor images;  // [N, 3, S, S] normalised
  at::Tensor masks;   // [N * M, S, S] uint8, those of one image together
};

/// What a run learns from: real pictures and invented ones, mixed. Everything is a pure function of
/// the settings, the files and the place in the run. Safe to use from several threads.
class TrainingData {
 public:
  /// Throws as ShardSet does. Without shards every image is invented.
  TrainingData(const TrainSettings& settings, const std::vector<std::filesystem::path>& shards,
               std::int64_t side);

  /// The images of one process in step `step`: slots firstSlot .. firstSlot + settings.images - 1
  /// of the whole batch.
  [[nodiscard]] Batch batch(std::int64_t step, std::int64_t firstSlot) const;

 private:
  [[nodiscard]] TrainingImage image(std::uint64_t seed) const;
  [[nodiscard]] TrainingImage realImage(std::uint64_t seed) const;

  TrainSettings settings_;
  std::int64_t side_;
  std::vector<BalancedShards> shards_;  // one or none
};

/// SAM's mean and deviation, applied to `[..., 3, H, W]` on the 0..255 scale.
[[nodiscard]] at::Tensor normalisedRgb(const at::Tensor& rgb);

}  // namespace limn::nn
