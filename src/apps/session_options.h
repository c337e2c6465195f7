// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/session.h"

namespace limn::apps {

/// Memory budgets for the memory of this machine.
[[nodiscard]] core::SessionOptions sessionOptions();

}  // namespace limn::apps
