// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"

#include <QPainterPath>

namespace limn::gui {

/// The closed outlines of a mask in picture coordinates (pixel centres at integers), one per
/// border, holes included. They run through the middles of the pixels' outer edges, so that they
/// are never further than half a pixel from the true border, and no step shows as one.
[[nodiscard]] QPainterPath maskOutline(const Mask& mask);

}  // namespace limn::gui
