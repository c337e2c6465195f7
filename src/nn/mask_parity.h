// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/selfcheck.h"
#include "network.h"
#include "train/training_image.h"

#include <optional>
#include <vector>

namespace limn::nn {

/// Pictures with their objects: of the shards, in even steps, or invented ones without shards.
[[nodiscard]] std::vector<TrainingImage> parityPictures(
    const std::vector<std::filesystem::path>& shards, std::int64_t count, std::int64_t side);

/// How alike the masks of two forms of one network are: for each object of each picture the answers
/// to its box and to a point in it, thresholded, by Dice. The trusted form chooses the candidate.
struct MaskParity {
  std::int64_t masks = 0;
  double meanDice = 0, medianDice = 1, lowestDice = 1;
  double largestFeatureError = 0;  // of the embeddings
};
[[nodiscard]] MaskParity compareMasks(Network& trusted, Network& other,
                                      const std::vector<TrainingImage>& pictures);

}  // namespace limn::nn
