// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace limn::apps {

/// The durations of one repeated operation, in milliseconds.
struct StageTimes {
  std::string name;  // "encode_ms"
  std::vector<double> milliseconds;
};

/// The value that `share` (0..1) of the times do not exceed. Precondition: not empty.
[[nodiscard]] double percentile(std::vector<double> times, double share);

/// `{"encode_ms": {"p50", "p95", "count"}, ...}` in the order given.
[[nodiscard]] nlohmann::ordered_json timesToJson(const std::vector<StageTimes>& stages);

/// The p50 of each stage over that of the same stage in an earlier document of `limn bench`;
/// stages that only one of them has are left out. Mismatch when none is left.
[[nodiscard]] Result<nlohmann::ordered_json> ratiosTo(const nlohmann::ordered_json& now,
                                                      const nlohmann::ordered_json& earlier);

/// Milliseconds that `work` takes.
template <typename Work>
[[nodiscard]] double millisecondsOf(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace limn::apps
