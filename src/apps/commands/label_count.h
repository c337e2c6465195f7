// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"
#include "limn/base/volume.h"

#include <cstdint>
#include <map>
#include <optional>

namespace limn::apps {

/// Voxels per label; 0 is left out.
using LabelCounts = std::map<LabelId, std::int64_t>;

[[nodiscard]] LabelCounts countLabels(const Segmentation& segmentation);

/// The labels of a volume that may be a mask: one channel, whole numbers from 0 to 65535 only, 0
/// among them, and at most 64 others. Empty for any other volume.
[[nodiscard]] std::optional<LabelCounts> labelsOfMask(const Volume& volume);

}  // namespace limn::apps
