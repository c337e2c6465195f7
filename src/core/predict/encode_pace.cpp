// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/encode_pace.h"

#include <algorithm>
#include <bit>

namespace limn::core {
namespace {

// A click comes at any moment of a call, so on average it waits for half of these.
constexpr double kAtWorkMs = 8, kAtRestMs = 20;
constexpr double kRestsAfterMs = 2000;

}  // namespace

EncodePace::EncodePace(std::int64_t atOnce)
    : atOnce_(static_cast<std::size_t>(std::max<std::int64_t>(1, atOnce))) {}

void EncodePace::took(std::size_t slices, double ms) {
  msPerSlice_ = ms / static_cast<double>(slices);
}

void EncodePace::stopped(std::size_t slices, double ms) {
  if (ms > msPerSlice_ * static_cast<double>(slices)) took(slices, ms);
}

std::size_t EncodePace::next(double now) const {
  const double limit = now - lastAction_ < kRestsAfterMs ? kAtWorkMs : kAtRestMs;
  const double most = static_cast<double>(atOnce_);
  const double fits = msPerSlice_ * most > limit ? limit / msPerSlice_ : most;  // never 0 / 0
  return std::bit_floor(std::max<std::size_t>(1, static_cast<std::size_t>(fits)));
}

}  // namespace limn::core
