// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace limn::batch {

/// "1,2.5,-3" as numbers. WrongUse, naming `option` and `form`, for anything else, numbers that are
/// not finite, or another count than one of `counts`.
[[nodiscard]] Result<std::vector<double>> parseNumbers(std::string_view option,
                                                       std::string_view form, std::string_view text,
                                                       const std::vector<std::size_t>& counts);

}  // namespace limn::batch
