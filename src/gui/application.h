// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <QApplication>

namespace limn::gui {

/// The application object. Qt cannot handle an exception that leaves an event handler or a slot; it
/// is caught here, logged and reported, so that it ends neither the program nor the open study.
class Application : public QApplication {
  Q_OBJECT

 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override;

 Q_SIGNALS:
  /// Emitted from the event loop, never from within the handler that failed.
  void exceptionCaught(const limn::Error& error);
};

}  // namespace limn::gui
