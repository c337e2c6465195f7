// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

#include <QString>

namespace limn::gui {

/// "as of action 17 of 42, 14:03": which moment of the past is shown; empty in the present. The
/// time is local, with the day where it was not today.
[[nodiscard]] QString momentText(const core::Session& session);

}  // namespace limn::gui
