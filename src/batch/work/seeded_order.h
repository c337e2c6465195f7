// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace limn::batch {

/// Indices of `names` in a random order that depends on names and seed only, the same on every
/// machine; the first `count` of them, all when `count` is 0. A longer sample begins with the
/// shorter one, and the order of two names does not depend on the other names.
[[nodiscard]] std::vector<std::size_t> seededSample(const std::vector<std::string>& names,
                                                    std::size_t count, std::uint64_t seed);

}  // namespace limn::batch
