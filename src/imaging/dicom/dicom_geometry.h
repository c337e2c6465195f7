// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "limn/base/geometry.h"

#include <string>
#include <vector>

namespace limn::imaging {

struct PlacedGrid {
  Grid grid;
  std::vector<std::string> warnings;
};

/// The grid of slices that are sorted along their normal (or by number when they have no place),
/// with sentences for what a grid cannot say: missing slices, uneven distances, gantry tilt.
[[nodiscard]] PlacedGrid placeSlices(const std::vector<const DicomFrame*>& slices,
                                     const DicomPixelFormat& format);

/// Whether position and orientation of a frame are both known.
[[nodiscard]] inline bool isPlaced(const DicomFrame& f) {
  return f.position && f.orientation;
}

/// row x column.
[[nodiscard]] inline Vec3 normalOf(const DicomFrame& f) {
  return cross((*f.orientation)[0], (*f.orientation)[1]);
}

}  // namespace limn::imaging
