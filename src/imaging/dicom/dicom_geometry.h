// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "limn/base/geometry.h"

#include <string>
#include <vector>

namespace limn::imaging {

struct PlacedSlices {
  Grid grid;
  std::vector<std::string> warnings;
};

/// The grid of slices that are sorted along their normal (or by number when they have no position),
/// with warnings about what a grid cannot express: missing slices, uneven distances, gantry tilt.
/// Its calibration says what is known; without a pixel spacing it counts voxels.
[[nodiscard]] PlacedSlices placeSlices(const std::vector<const DicomFrame*>& slices,
                                       const DicomPixelFormat& format);

/// Voxels of 1 x 1 x 1 without calibration.
[[nodiscard]] Grid voxelGrid(Size3 size);

/// Whether position and orientation of a frame are both known.
[[nodiscard]] inline bool isPlaced(const DicomFrame& f) {
  return f.position && f.orientation;
}

/// row x column.
[[nodiscard]] inline Vec3 normalOf(const DicomFrame& f) {
  return cross((*f.orientation)[0], (*f.orientation)[1]);
}

}  // namespace limn::imaging
