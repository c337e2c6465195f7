// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"

#include <span>
#include <vector>

namespace limn::imaging {

/// One entry for each value but 0, ascending, named "Label 7" in a colour of its own.
[[nodiscard]] std::vector<LabelInfo> listLabels(std::span<const LabelId> voxels);

/// Names and colours from the file replace the default ones; labels of the file without voxels are
/// listed, too.
[[nodiscard]] std::vector<LabelInfo> withSegmentNames(std::vector<LabelInfo> labels,
                                                      std::span<const LabelInfo> stated);

}  // namespace limn::imaging
