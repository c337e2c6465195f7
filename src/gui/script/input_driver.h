// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QPointF>
#include <Qt>

class QWidget;

namespace limn::gui::script {

/// Mouse and keys as the window system would send them: they enter at the window, find their widget
/// and pass shortcuts on the way. Positions are device-independent pixels in `widget`.
void pressMouse(QWidget& widget, QPointF at, Qt::MouseButton button);
void moveMouse(QWidget& widget, QPointF at, Qt::MouseButtons held);
void releaseMouse(QWidget& widget, QPointF at, Qt::MouseButton button);
void turnWheel(QWidget& widget, QPointF at, int notches);  // up is positive; at the widget itself
void typeKeys(QWidget& window, const QKeySequence& keys);

}  // namespace limn::gui::script
