// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_folder.h"

namespace limn::apps {
using Json = nlohmann::ordered_json;
namespace {

Json toJson(const PackCount& count) {
  return {{"images", count.images}, {"masks", count.masks}, {"cases", count.cases.size()}};
}

Json toJson(const std::map<std::string, PackCount>& counts) {
  Json document = Json::object();
  for (const auto& [name, count] : counts)
    document[name] = toJson(count);
  return document;
}

}  // namespace

Json toJson(const PackStatistics& statistics) {
  Json document{{"shards", statistics.shards},
                {"kept_shards", statistics.keptShards},
                {"bytes", statistics.bytes}};
  document.update(toJson(statistics.all));
  document["by_modality"] = toJson(statistics.byModality);
  document["by_target"] = toJson(statistics.byTarget);
  document["dropped_masks"] = statistics.droppedMasks;
  document["left_out"] = statistics.leftOut;
  return document;
}

}  // namespace limn::apps
