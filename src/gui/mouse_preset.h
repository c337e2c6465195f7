// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <array>
#include <cstddef>

namespace limn::gui {

/// What a drag with a mouse button does, wherever the active tool leaves the button free.
enum class Gesture { None, Crosshair, Pan, Zoom, Window };

/// What the mouse does in one viewer, as data. The click tool always owns the plain left button and
/// the right click.
struct MousePreset {
  const char* id;
  const char* name;
  Gesture left, middle, right;
  Gesture shiftLeft, controlLeft;
};

inline constexpr std::array<MousePreset, 4> kMousePresets{{
    {"pacs", "PACS", Gesture::Crosshair, Gesture::Pan, Gesture::Window, Gesture::Pan,
     Gesture::Zoom},
    {"itk-snap", "ITK-SNAP", Gesture::Crosshair, Gesture::Pan, Gesture::Zoom, Gesture::Pan,
     Gesture::Window},
    {"slicer", "3D Slicer", Gesture::Window, Gesture::Pan, Gesture::Zoom, Gesture::Pan,
     Gesture::Crosshair},
    {"mitk", "MITK", Gesture::Crosshair, Gesture::Pan, Gesture::Zoom, Gesture::Pan,
     Gesture::Window},
}};

/// The preset of that id; the first one when there is none.
[[nodiscard]] const MousePreset& mousePreset(const QString& id);

}  // namespace limn::gui
