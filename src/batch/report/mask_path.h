// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"

#include <string>

namespace limn::batch {

/// The outline of a mask as SVG path data: along the edges of its pixels, corners at integers,
/// straight pieces joined. The path has lines only; it is meant to be stroked.
[[nodiscard]] std::string maskPath(const Mask& mask);

}  // namespace limn::batch
