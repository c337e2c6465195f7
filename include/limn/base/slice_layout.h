// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/volume.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace limn {

/// An axis of the file's own voxel grid.
enum class Axis : int { X = 0, Y = 1, Z = 2 };

/// The anatomical plane whose normal is nearest to that of a plane.
enum class Anatomical { Axial, Coronal, Sagittal };
[[nodiscard]] std::string_view anatomicalName(Anatomical plane);

/// How slices across one voxel axis are laid out as pictures: which voxel axis runs along columns
/// and which along rows, and whether it is flipped. Pictures always follow the patient, whatever
/// the order of the file: axial with Left to the right and Posterior down, coronal with Left to the
/// right and Inferior down, sagittal with Posterior to the right and Inferior down. A DICOM series
/// and its NIfTI twin therefore give the same pictures, on the screen and to the network.
struct SliceLayout {
  Axis normal = Axis::Z;
  Axis column = Axis::X, row = Axis::Y;  // voxel axes along picture x and y
  bool columnFlipped = false, rowFlipped = false;
  std::int64_t width = 0, height = 0, slices = 0;
  double columnSpacing = 1, rowSpacing = 1, sliceSpacing = 1;  // mm
  Vec3 columnDirection{}, rowDirection{};  // LPS, towards growing picture x and y
  Anatomical anatomical = Anatomical::Axial;

  /// Slice numbers are voxel indices along `normal`.
  [[nodiscard]] PixelPoint toPixel(VoxelPoint p) const;
  [[nodiscard]] VoxelPoint toVoxel(PixelPoint p, std::int64_t slice) const;
  /// Orientation letters at the picture's edges.
  [[nodiscard]] char leftLetter() const;
  [[nodiscard]] char rightLetter() const;
  [[nodiscard]] char topLetter() const;
  [[nodiscard]] char bottomLetter() const;

  bool operator==(const SliceLayout&) const = default;
};

[[nodiscard]] SliceLayout sliceLayout(const Grid& grid, Axis normal);
/// The voxel axis nearest to the normal of an anatomical plane; the three planes get three axes.
[[nodiscard]] Axis axisOf(const Grid& grid, Anatomical plane);

/// The slice as a picture in `layout`; borrows the volume's voxels. `slice` must be inside.
[[nodiscard]] ImageView sliceView(const Volume& volume, const SliceLayout& layout,
                                  std::int64_t slice);

/// Where the pixels of a slice picture lie in the volume: pixel (x, y) is voxel
/// `start + x * columnStep + y * rowStep` in storage order (x fastest). Steps are in voxels and
/// negative where the picture is flipped.
struct SliceWalk {
  std::int64_t start = 0, columnStep = 0, rowStep = 0;
  std::int64_t width = 0, height = 0;

  [[nodiscard]] std::int64_t offset(std::int64_t x, std::int64_t y) const {
    return start + x * columnStep + y * rowStep;
  }
};
[[nodiscard]] SliceWalk sliceWalk(const Grid& grid, const SliceLayout& layout, std::int64_t slice);

/// Calls `visit(x, y, offset)` for each pixel, row by row.
template <class Visit>
void eachPixel(const SliceWalk& walk, Visit visit) {
  for (std::int64_t y = 0; y < walk.height; ++y) {
    std::int64_t offset = walk.offset(0, y);
    for (std::int64_t x = 0; x < walk.width; ++x, offset += walk.columnStep)
      visit(x, y, offset);
  }
}

/// Likewise with growing offsets, so that neighbouring voxels follow each other.
template <class Visit>
void eachPixelInStorageOrder(const SliceWalk& walk, Visit visit) {
  const auto forwards = [](std::int64_t step, std::int64_t i, std::int64_t count) {
    return step < 0 ? count - 1 - i : i;
  };
  const bool isByRow = std::abs(walk.rowStep) >= std::abs(walk.columnStep);
  const std::int64_t outer = isByRow ? walk.height : walk.width;
  const std::int64_t inner = isByRow ? walk.width : walk.height;
  for (std::int64_t i = 0; i < outer; ++i) {
    for (std::int64_t k = 0; k < inner; ++k) {
      const std::int64_t x = forwards(walk.columnStep, isByRow ? k : i, walk.width);
      const std::int64_t y = forwards(walk.rowStep, isByRow ? i : k, walk.height);
      visit(x, y, walk.offset(x, y));
    }
  }
}

}  // namespace limn
