// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "limn/base/geometry.h"

namespace limn {

/// For each voxel axis the patient axis (0 = left-right, 1 = front-back, 2 = head-foot) it follows:
/// the pairing of all three with the largest sum of |cosines|, so that no two share one.
[[nodiscard]] std::array<int, 3> patientAxes(const Grid& grid);

}  // namespace limn
