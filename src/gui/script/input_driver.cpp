// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "input_driver.h"

#include <QCoreApplication>
#include <QEvent>
#include <QWheelEvent>
#include <QWidget>
#include <QWindow>

// Exported by QtGui for QtTest; declared there in the same way (qtestmouse.h, qtestkey.h).
QT_BEGIN_NAMESPACE
Q_GUI_EXPORT void qt_handleMouseEvent(QWindow* window, const QPointF& local, const QPointF& global,
                                      Qt::MouseButtons state, Qt::MouseButton button,
                                      QEvent::Type type, Qt::KeyboardModifiers mods, int timestamp);
Q_GUI_EXPORT void qt_handleKeyEvent(QWindow* window, QEvent::Type type, int key,
                                    Qt::KeyboardModifiers modifiers, const QString& text,
                                    bool autorepeat, ushort count);
QT_END_NAMESPACE

namespace limn::gui::script {
namespace {

int nextTimestamp() {
  static int time = 0;
  return time += 1000;  // apart enough that two clicks are never one double click
}

void sendMouse(QWidget& widget, QPointF at, Qt::MouseButtons held, Qt::MouseButton button,
               QEvent::Type type) {
  QWidget* window = widget.window();
  const QPointF local = widget.mapTo(window, at);
  qt_handleMouseEvent(window->windowHandle(), local, window->mapToGlobal(local), held, button, type,
                      Qt::NoModifier, nextTimestamp());
}

}  // namespace

void pressMouse(QWidget& widget, QPointF at, Qt::MouseButton button) {
  sendMouse(widget, at, button, button, QEvent::MouseButtonPress);
}

void moveMouse(QWidget& widget, QPointF at, Qt::MouseButtons held) {
  sendMouse(widget, at, held, Qt::NoButton, QEvent::MouseMove);
}

void releaseMouse(QWidget& widget, QPointF at, Qt::MouseButton button) {
  sendMouse(widget, at, Qt::NoButton, button, QEvent::MouseButtonRelease);
}

void turnWheel(QWidget& widget, QPointF at, int notches) {
  QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&widget, &event);
}

void typeKeys(QWidget& window, const QKeySequence& keys) {
  for (int i = 0; i < keys.count(); ++i) {
    const QKeyCombination chord = keys[static_cast<uint>(i)];
    // What a keyboard would send as text, for line edits and single-key shortcuts.
    const bool printable = chord.key() >= Qt::Key_Space && chord.key() < Qt::Key_Escape &&
                           !(chord.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier));
    QString text;
    if (printable) {
      text = QChar(static_cast<char16_t>(chord.key()));
      if (!(chord.keyboardModifiers() & Qt::ShiftModifier)) text = text.toLower();
    }
    for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
      qt_handleKeyEvent(window.windowHandle(), type, chord.key(), chord.keyboardModifiers(), text,
                        false, 1);
    }
  }
}

}  // namespace limn::gui::script
