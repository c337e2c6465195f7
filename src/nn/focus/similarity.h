// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace limn::nn {

/// For each pixel how much its value resembles the weighted `inside` pixels against the `outside`
/// ones: the log ratio of two smoothed histograms of 24 bins, clipped to +-3 and divided by 3, mean
/// over the planes. `values` has planes x pixels; `inside`, `outside` and `out` have pixels. All 0
/// when either side has no weight.
void similarity(std::span<const std::uint8_t> values, std::span<const float> inside,
                std::span<const float> outside, std::span<float> out);

}  // namespace limn::nn
