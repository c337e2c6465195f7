// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/mask_file.h"

#include <string>
#include <string_view>

namespace limn::imaging {

/// The codes in the "TerminologyEntry:" tag of a segment of 3D Slicer:
/// `context~category~type~modifier~context~region~modifier`, each `scheme^value^meaning`.
[[nodiscard]] LabelCodes codesFromTags(std::string_view tags);
/// "|" when there are no codes.
[[nodiscard]] std::string tagsFromCodes(const LabelCodes& codes);

}  // namespace limn::imaging
