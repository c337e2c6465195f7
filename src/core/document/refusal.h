// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

namespace limn::core {

/// Why nothing can be changed while the past is looked at.
[[nodiscard]] inline tl::unexpected<Error> refusal() {
  return fail(ErrorCode::WrongUse,
              "an earlier moment of the case is shown; return to now to change something");
}

}  // namespace limn::core
