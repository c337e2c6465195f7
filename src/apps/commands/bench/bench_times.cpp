// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/bench_times.h"

#include <algorithm>
#include <cmath>

namespace limn::apps {

using Json = nlohmann::ordered_json;

namespace {

const Json* medianIn(const Json& document, const std::string& stage) {
  const auto found = document.find(stage);
  if (found == document.end() || !found->is_object()) return nullptr;
  const auto median = found->find("p50");
  return median != found->end() && median->is_number() ? &*median : nullptr;
}

}  // namespace

double percentile(std::vector<double> times, double share) {
  std::ranges::sort(times);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size())));
  return times[std::clamp<std::size_t>(rank, 1, times.size()) - 1];
}

Json timesToJson(const std::vector<StageTimes>& stages) {
  Json document = Json::object();
  for (const StageTimes& stage : stages) {
    document[stage.name] = {{"p50", percentile(stage.milliseconds, 0.5)},
                            {"p95", percentile(stage.milliseconds, 0.95)},
                            {"count", stage.milliseconds.size()}};
  }
  return document;
}

Result<Json> ratiosTo(const Json& now, const Json& earlier) {
  Json ratios = Json::object();
  if (!earlier.is_object()) {
    return fail(ErrorCode::Mismatch, "expected a document of limn bench --json, found no object");
  }
  for (const auto& [name, value] : now.items()) {
    const Json* mine = medianIn(now, name);
    const Json* other = medianIn(earlier, name);
    if (mine == nullptr || other == nullptr || other->get<double>() <= 0) continue;
    ratios[name] = mine->get<double>() / other->get<double>();
  }
  if (ratios.empty()) {
    return fail(ErrorCode::Mismatch,
                "expected times such as encode_ms with p50, found none; give "
                "what limn bench --json printed");
  }
  return ratios;
}

}  // namespace limn::apps
