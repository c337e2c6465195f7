// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/mask.h"

#include <span>
#include <vector>

namespace limn::imaging {

/// The outlines of a mask along the edges of its pixels, so that the area is that of the pixels.
/// Pixels that touch at a corner only are in different outlines. A hole is a part of the outline
/// around it: a channel of no width along a pixel row leads to it and back ("keyhole", DICOM PS3.3
/// C.8.8.6.3), which every reader understands. Points are corners of pixels (a half beside whole
/// numbers); the last point is joined to the first.
[[nodiscard]] std::vector<std::vector<PixelPoint>> outlinesOf(const Mask& mask);

/// Inverts the pixels whose centres lie inside a closed polygon by the even-odd rule. Applied to
/// all contours of a plane, holes come out right, be they drawn by XOR or by keyhole. Of a centre
/// on an edge, those on left and upper edges count as inside. Returns how many were inverted.
std::int64_t invertInside(Mask& mask, std::span<const PixelPoint> polygon);

}  // namespace limn::imaging
