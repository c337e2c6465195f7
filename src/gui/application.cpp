// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "application.h"

#include "error_text.h"
#include "limn/base/log.h"

#include <QMetaObject>

namespace limn::gui {

bool Application::notify(QObject* receiver, QEvent* event) {
  try {
    return QApplication::notify(receiver, event);
  } catch (...) {
    const Error error = errorOfCurrentException();
    // The receiver may be gone; the text may name a path, which is patient data.
    log::error("an exception left an event handler (event type {})",
               static_cast<int>(event->type()));
    log::debug("the exception: {}", error.message());
    QMetaObject::invokeMethod(
        this, [this, error] { Q_EMIT exceptionCaught(error); }, Qt::QueuedConnection);
    return true;
  }
}

}  // namespace limn::gui
