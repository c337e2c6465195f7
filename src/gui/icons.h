// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace limn::gui {

/// An icon of resources/icons, drawn in the palette's text colour at any size and pixel ratio.
[[nodiscard]] QIcon icon(const QString& name);
/// The same in one fixed colour.
[[nodiscard]] QIcon icon(const QString& name, const QColor& color);

}  // namespace limn::gui
