// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings_store.h"

#include <QColor>

class QApplication;

namespace limn::gui {

/// Colours that mean something on a scan, the same in every theme because scans are shown on black.
namespace colors {
inline const QColor accent(0x4f, 0xb8, 0xc9);   // the preview, the active plane, what is selected
inline const QColor include(0x6f, 0xd6, 0x8a);  // a foreground point
inline const QColor exclude(0xf2, 0x6d, 0x6d);  // a background point
inline const QColor caution(0xe6, 0xb0, 0x4a);
inline const QColor problem(0xe8, 0x6a, 0x5c);
inline const QColor viewBackground(0x0b, 0x0c, 0x0e);
inline const QColor viewText(0xc9, 0xd0, 0xd8);
inline const QColor axial(0xe0, 0x78, 0x6c);  // crosshair line of each plane
inline const QColor coronal(0x79, 0xc2, 0x7e);
inline const QColor sagittal(0xe3, 0xc4, 0x63);
}  // namespace colors

/// The dark palette of the reading room (Fusion), or the desktop's own.
void applyTheme(QApplication& application, Theme theme);

}  // namespace limn::gui
