// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace limn::apps {

struct PictureSize {
  std::int64_t height = 0, width = 0;
  bool operator==(const PictureSize&) const = default;
};

/// A smaller picture whose pixels are the means of the areas that they cover, rounded to nearest.
/// `pixels` is from.height x from.width x channels; `to` must not be larger than `from`.
[[nodiscard]] std::vector<std::uint8_t> averageAreas(const std::vector<std::uint8_t>& pixels,
                                                     std::int64_t channels, PictureSize from,
                                                     PictureSize to);

}  // namespace limn::apps
