// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace limn::core {

/// Twelve colours; the first seven are those of Okabe and Ito (2008), which people with colour
/// blindness tell apart, the others keep away from them. The list repeats after its end.
inline constexpr std::array kLabelPalette{
    Rgb{213, 94, 0},    Rgb{86, 180, 233},  Rgb{0, 158, 115}, Rgb{240, 228, 66},
    Rgb{204, 121, 167}, Rgb{0, 114, 178},   Rgb{230, 159, 0}, Rgb{153, 80, 230},
    Rgb{110, 220, 80},  Rgb{255, 170, 187}, Rgb{225, 40, 70}, Rgb{64, 224, 208}};

[[nodiscard]] inline Rgb paletteColor(LabelId id) {
  return kLabelPalette[static_cast<std::size_t>(id - 1) % kLabelPalette.size()];
}

/// Smallest positive id that no label has.
[[nodiscard]] inline LabelId freeLabelId(const std::vector<LabelInfo>& labels) {
  LabelId id = 1;
  const auto isUsed = [&](LabelId candidate) {
    for (const LabelInfo& label : labels) {
      if (label.id == candidate) return true;
    }
    return false;
  };
  while (isUsed(id))
    ++id;
  return id;
}

}  // namespace limn::core
