// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace limn::core {

/// Twelve colours that stay apart for people with colour-blindness (after Okabe and Ito 2008, and
/// Tol 2021); the list repeats after them.
inline constexpr std::array kLabelPalette{
    Rgb{230, 97, 86},   Rgb{86, 180, 233},  Rgb{0, 158, 115},   Rgb{240, 228, 66},
    Rgb{204, 121, 167}, Rgb{230, 159, 0},   Rgb{136, 204, 238}, Rgb{51, 187, 238},
    Rgb{170, 170, 17},  Rgb{238, 136, 102}, Rgb{187, 204, 51},  Rgb{170, 136, 255}};

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
