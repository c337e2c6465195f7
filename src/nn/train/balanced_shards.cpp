// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/balanced_shards.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace limn::nn {

namespace {

constexpr double kBalance = 0.4;

}  // namespace

BalancedShards::BalancedShards(const std::vector<std::filesystem::path>& shards) : shards_(shards) {
  std::map<std::pair<std::string, std::string>, Group> byTarget;
  for (std::int64_t i = 0; i < shards_.size(); ++i) {
    const ShardEntry& entry = shards_.entry(i);
    byTarget[{entry.modality, entry.target}].samples.push_back(i);
  }
  double total = 0;
  for (auto& [target, group] : byTarget) {
    total += std::pow(static_cast<double>(group.samples.size()), kBalance);
    group.upTo = total;
    groups_.push_back(std::move(group));
  }
  for (Group& group : groups_)
    group.upTo /= total;
}

ShardSample BalancedShards::draw(Random& random) const {
  const double at = random.uniform();
  const auto group = std::ranges::find_if(groups_, [at](const Group& g) { return at < g.upTo; });
  const auto& samples = (group == groups_.end() ? groups_.back() : *group).samples;
  const auto which = random.below(static_cast<std::int64_t>(samples.size()));
  return shards_.read(samples[static_cast<std::size_t>(which)]);
}

}  // namespace limn::nn
