// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"
#include "nifti_header.h"

#include <string>
#include <vector>

namespace limn::imaging {

/// The part of the header that the geometry was taken from.
enum class NiftiForm { Sform, Qform, Neither };

struct NiftiGeometry {
  Grid grid;
  NiftiForm form = NiftiForm::Neither;
  /// Other readers may take another grid from the same header: no form, two that disagree, a
  /// sheared one, or a unit that is not millimetres.
  bool ambiguous = false;
  std::vector<std::string> warnings;
};

/// Where the voxels lie, in LPS millimetres. A usable sform (code > 0) wins over a usable qform; a
/// sheared sform gives way to a qform. With neither, the standard's method 1: steps of pixdim along
/// right, anterior, superior from the first voxel. Unsupported when the only form is sheared beyond
/// kLargestStraightening. The grid's calibration is Patient only with a form.
[[nodiscard]] Result<NiftiGeometry> niftiGeometry(const NiftiPlacement& placement, Size3 size,
                                                  const std::string& name);

/// The placement (RAS, mm, both forms with code 1) that states a grid; without directions both
/// codes are 0, and without millimetres the unit is unknown.
[[nodiscard]] NiftiPlacement placementFromGrid(const Grid& grid);

}  // namespace limn::imaging
