// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"

#include <QString>

namespace limn::gui {

/// A direction in the patient (LPS) as letters, the largest component first: "L", or "LA" for one
/// between left and anterior. Components of less than five degrees are left out.
[[nodiscard]] QString directionLetters(Vec3 direction);

/// Whether a plane is turned by more than five degrees from the anatomical plane it is named after.
[[nodiscard]] bool isOblique(const SliceLayout& layout);

/// "Axial", "Oblique, near axial"; "Picture" where the directions in the patient are not known.
[[nodiscard]] QString planeTitle(const Volume& volume, const SliceLayout& layout);

/// "S 80.0 mm": where a slice lies along the patient axis across it; empty for oblique planes and
/// where positions are not known.
[[nodiscard]] QString slicePosition(const Volume& volume, const SliceLayout& layout,
                                    std::int64_t slice);

/// A millimetre value in LPS with the letter of the side it lies on instead of a sign.
[[nodiscard]] QString millimetres(double value, char positive, char negative);

/// "not calibrated", ...: calibrationRemark() for the reader's language.
[[nodiscard]] QString calibrationText(Calibration calibration);

}  // namespace limn::gui
