// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/volume.h"

#include <string_view>

namespace limn {

/// An axis of the file's own voxel grid.
enum class Axis : int { X = 0, Y = 1, Z = 2 };

/// What a plane is called in the patient, from the direction nearest to its normal.
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

}  // namespace limn
