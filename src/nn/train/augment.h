// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/shard.h"
#include "train/training_image.h"

#include <cstdint>
#include <optional>

namespace limn::nn {

/// A stored picture fitted to the network's input by SAM-Med2D's rule (padded when both sides are
/// smaller, else resized with the nearest pixel), each mask id of each plane one mask. Nothing when
/// no mask of TrainingImage::kMinMaskPixels is left.
[[nodiscard]] std::optional<TrainingImage> fitToInput(const ShardSample& sample, std::int64_t side);

/// fitToInput() with random flips, turns, scale, crop-and-zoom, grey values and resolution: a pure
/// function of sample, seed and side.
[[nodiscard]] std::optional<TrainingImage> augmentedImage(const ShardSample& sample,
                                                          std::uint64_t seed, std::int64_t side);

}  // namespace limn::nn
