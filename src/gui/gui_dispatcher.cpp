// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gui_dispatcher.h"

#include <QMetaObject>
#include <utility>

namespace limn::gui {

core::Dispatcher makeGuiDispatcher(QObject& receiver) {
  return [&receiver](std::function<void()> call) {
    QMetaObject::invokeMethod(&receiver, std::move(call), Qt::QueuedConnection);
  };
}

}  // namespace limn::gui
