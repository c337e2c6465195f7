// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/segmentation.h"

#include <QPainterPath>
#include <cstdint>
#include <map>
#include <vector>

namespace limn::gui {

/// The closed outlines of a mask in picture coordinates (pixel centres at integers), one per
/// border, holes included. They run through the middles of the pixels' outer edges, so that they
/// are never further than half a pixel from the true border, and no step shows as one.
[[nodiscard]] QPainterPath maskOutline(const Mask& mask);

/// The same for the pixels of one label within `box`; `labels` are rows of `width` pixels. Pixels
/// outside of the box do not have the label.
[[nodiscard]] QPainterPath labelOutline(const std::vector<LabelId>& labels, std::int64_t width,
                                        LabelId label, PixelBox box);

/// The same for every label of a slice in one pass, whatever their number. `labels` are rows of
/// `width` pixels, 0 = none; what has no pixel has no entry.
[[nodiscard]] std::map<LabelId, QPainterPath> labelOutlines(const std::vector<LabelId>& labels,
                                                            std::int64_t width);

}  // namespace limn::gui
