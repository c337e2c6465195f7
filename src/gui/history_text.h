// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"

#include <QString>
#include <string>

namespace limn::gui {

/// CaseAction::what in the language of the window. A case file keeps it in English, with the names
/// of labels as they were then; a text of unknown form is shown as it is.
[[nodiscard]] QString historyText(const std::string& what);
/// An action in the language of the window; an edit by hand from its operation and parameters.
[[nodiscard]] QString historyText(const CaseAction& action);

}  // namespace limn::gui
