// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <QString>

namespace limn::gui {

/// A heading for people ("The file cannot be read") for a kind of failure.
[[nodiscard]] QString errorTitle(ErrorCode code);

/// Heading and detail as one paragraph. The detail already says what was expected and what to do.
[[nodiscard]] QString errorText(const Error& error);

/// The Error for the exception that is being handled; call it in a catch block only.
[[nodiscard]] Error errorOfCurrentException();

}  // namespace limn::gui
