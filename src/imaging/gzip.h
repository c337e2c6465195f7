// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <span>
#include <vector>

namespace limn::imaging {

/// One gzip member without time stamp or name, so that equal input gives equal output.
[[nodiscard]] Result<std::vector<std::byte>> packGzip(std::span<const std::byte> bytes);

}  // namespace limn::imaging
