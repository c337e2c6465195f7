// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace limn::nn {

/// Which training pictures to lay out for people to look at.
struct ContactSheetOptions {
  std::uint64_t seed = 0;
  std::int64_t count = 24;
  std::int64_t side = 256;                    // of each picture, pixels
  std::vector<std::filesystem::path> shards;  // augmented real pictures; none: invented ones
};

/// A picture for people: RGB, row by row, 8 bits a channel.
struct ContactSheet {
  std::int64_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

/// Each picture twice, side by side: as it is, and with the outlines of its masks in colour. A pure
/// function of the options. Throws as ShardSet does, and std::invalid_argument for a count or side
/// under 1.
[[nodiscard]] ContactSheet contactSheet(const ContactSheetOptions& options);

}  // namespace limn::nn
