// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataset_images.h"
#include "limn/base/segmentation.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace limn::imaging {

/// Reads a picture with its masks.
[[nodiscard]] Result<LabelledPicture> readLabelledPicture(const DatasetImage& image);

/// Each value but 0 of a label image as a mask, in the order of their ids. Unexpected, naming
/// `file`, when there is none or an id is not among the image's classes (where it has any).
[[nodiscard]] Result<std::vector<ObjectMask>> splitLabels(std::span<const LabelId> labels,
                                                          const DatasetImage& image,
                                                          const std::string& file);

}  // namespace limn::imaging
