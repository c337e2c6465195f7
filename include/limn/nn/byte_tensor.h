// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace limn::nn {

/// A uint8 tensor with a copy of `bytes`, which lie in row-major order of `shape`. Throws
/// std::invalid_argument when there are more or fewer of them.
[[nodiscard]] at::Tensor byteTensor(std::span<const std::uint8_t> bytes,
                                    const std::vector<std::int64_t>& shape);

}  // namespace limn::nn
