// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"

#include <array>
#include <cstdint>

namespace limn::gui {

/// Display windows in the order of Alt+1, Alt+2, ... (the actions Window1, Window2, ... name them),
/// in Hounsfield units.
inline constexpr std::array<Window, 8> kWindowPresets{{
    {40, 400},     // soft tissue
    {-600, 1500},  // lung
    {400, 1800},   // bone
    {40, 80},      // brain
    {80, 160},     // liver
    {50, 350},     // mediastinum
    {300, 600},    // angiography
    {35, 35},      // stroke
}};

/// What a volume is shown with at first: the file's own window, soft tissue for CT, all of 0..255
/// for pictures, else the bulk of the values.
[[nodiscard]] Window initialWindow(const Volume& volume);

/// The window that spans all but the outermost half per cent at either end of a slice's values.
[[nodiscard]] Window autoWindow(const Volume& volume, const SliceLayout& layout,
                                std::int64_t slice);

/// A window after a drag by this many widget pixels: right widens, down brightens.
[[nodiscard]] Window draggedWindow(Window start, double dx, double dy, double valueRange);

}  // namespace limn::gui
