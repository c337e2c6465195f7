// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_folder.h"

namespace limn::apps {
using Json = nlohmann::ordered_json;
namespace {

Json countJson(const PackCount& count) {
  return {{"images", count.images}, {"masks", count.masks}, {"cases", count.cases.size()}};
}

Json countsJson(const std::map<std::string, PackCount>& counts) {
  Json document = Json::object();
  for (const auto& [name, count] : counts)
    document[name] = countJson(count);
  return document;
}

}  // namespace

Json toJson(const PackStatistics& statistics) {
  Json document{{"shards", statistics.shards},
                {"kept_shards", statistics.keptShards},
                {"bytes", statistics.bytes}};
  document.update(countJson(statistics.all));
  document["by_modality"] = countsJson(statistics.byModality);
  document["by_target"] = countsJson(statistics.byTarget);
  document["dropped_masks"] = statistics.droppedMasks;
  document["left_out"] = statistics.leftOut;
  return document;
}

}  // namespace limn::apps
