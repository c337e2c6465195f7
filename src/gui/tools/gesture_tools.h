// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "abstract_tool.h"

namespace limn::gui {

/// Looks around: every button does what the mouse preset says.
class NavigateTool : public AbstractTool {};

/// Left drag is window/level, as in web viewers.
class WindowTool : public AbstractTool {
 public:
  [[nodiscard]] std::optional<Gesture> gesture(Qt::MouseButton button) const override {
    if (button == Qt::LeftButton) return Gesture::Window;
    return std::nullopt;
  }
};

}  // namespace limn::gui
