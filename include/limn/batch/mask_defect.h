// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/result.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace limn::batch {

/// A frequent error of drafts. It is applied to correct masks to measure how well refinement
/// repairs it.
enum class Defect : std::uint8_t { None, Eroded, Dilated, Shifted, HalfMissing, Island };
inline constexpr std::array kDefects{Defect::None,    Defect::Eroded,      Defect::Dilated,
                                     Defect::Shifted, Defect::HalfMissing, Defect::Island};

/// "right", "eroded", "dilated", "shifted", "half-missing", "island".
[[nodiscard]] std::string_view defectName(Defect defect);
/// WrongUse lists the names.
[[nodiscard]] Result<Defect> defectNamed(std::string_view name);

/// The mask with the defect. Sizes follow r, the radius of the largest disk inside: eroded and
/// dilated by 0.2 r, shifted by 0.3 r, cut through its middle, and a disk of radius 0.35 r added
/// apart from the object; each at least one pixel. Directions are drawn from the seed.
/// A mask that would become empty is eroded less; without room for an island it is unchanged.
[[nodiscard]] Mask withDefect(const Mask& mask, Defect defect, std::uint64_t seed);

}  // namespace limn::batch
