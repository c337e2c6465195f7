// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <algorithm>
#include <cmath>

namespace limn::imaging {

/// How far (mm) a corner of a grid can move when the geometry is stored in 32-bit floats.
[[nodiscard]] inline double gridTolerance(const Grid& grid) {
  double reach =
      std::max({std::abs(grid.origin.x), std::abs(grid.origin.y), std::abs(grid.origin.z)});
  for (int i = 0; i < 3; ++i)
    reach += grid.spacing[i] * static_cast<double>(grid.size[i]);
  return 1e-3 * std::min({1.0, grid.spacing.x, grid.spacing.y, grid.spacing.z}) + 1e-6 * reach;
}

}  // namespace limn::imaging
