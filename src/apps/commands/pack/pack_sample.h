// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/dataset.h"
#include "limn/nn/shard.h"

#include <cstdint>
#include <optional>
#include <string>

namespace limn::apps {

/// What is stored of a picture.
struct PackRules {
  std::int64_t maxSide = 512;      // larger pictures are reduced to this
  double minMaskPixels = 25;       // of a picture of 256 x 256; smaller masks are dropped
  bool dropsLongPictures = false;  // whose shorter side is under half of the longer one
};

/// A picture as it is stored, or why it is not.
struct PackedPicture {
  std::optional<nn::ShardSample> sample;
  std::string leftOut;  // the reason, without a sample
  std::int64_t masks = 0, droppedMasks = 0;
};

/// Applies the rules: pictures are reduced by area averages, masks by the nearest pixel; grey
/// pictures are stored with one channel; masks that overlap, or more than 255, are stored in
/// further planes.
[[nodiscard]] PackedPicture packPicture(const imaging::DatasetItem& item,
                                        const imaging::LabelledPicture& picture,
                                        const PackRules& rules);

}  // namespace limn::apps
