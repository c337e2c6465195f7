// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "pack/pack_plan.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace limn::apps {

/// The content of a folder of shards.
struct PackCount {
  std::size_t images = 0, masks = 0;
  std::set<std::string> cases;
};
struct PackStatistics {
  std::size_t shards = 0, keptShards = 0;  // kept: complete from an earlier run
  std::uintmax_t bytes = 0;
  PackCount all;
  std::map<std::string, PackCount> byModality, byTarget;
  std::size_t droppedMasks = 0;
  std::map<std::string, std::size_t> leftOut;  // pictures, by reason
};

[[nodiscard]] nlohmann::ordered_json toJson(const PackStatistics& statistics);

/// Writes the shards of one group, `shard-00000.safetensors` on, each with a record
/// `shard-00000.json` of what was left out of it, and `pack.json`. Shards that an earlier run of
/// the same plan has written are kept. The bytes do not depend on the number of threads.
[[nodiscard]] Result<PackStatistics> packGroup(const PackGroup& group, const PackRequest& request,
                                               const JobContext& job);

}  // namespace limn::apps
