// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QObject>

namespace limn::gui {

/// Runs calls in the thread that `receiver` lives in, through its event queue. Calls still
/// queued when `receiver` is destroyed are dropped.
[[nodiscard]] core::Dispatcher makeGuiDispatcher(QObject& receiver);

}  // namespace limn::gui
