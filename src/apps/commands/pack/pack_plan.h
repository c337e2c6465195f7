// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/dataset.h"
#include "pack/pack_sample.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace limn::apps {

/// The options of `limn pack`.
struct PackRequest {
  std::vector<std::filesystem::path> datasets;
  std::filesystem::path output;
  std::string split;
  int sliceStep = 1;
  double holdout = 0;  // share of the cases that are not used for training
  std::uint64_t seed = 0;
  std::size_t shardSize = 256;
  PackRules rules;
  bool keepsGoing = false, inVoxelUnits = false;
  int threads = 0;  // 0 = all cores
};

/// One picture of one of the data sets.
struct PackItem {
  std::shared_ptr<const imaging::Dataset> dataset;
  std::size_t index = 0;

  [[nodiscard]] const imaging::DatasetItem& item() const { return dataset->items[index]; }
  [[nodiscard]] Result<imaging::LabelledPicture> read() const { return dataset->read(index); }
};

/// The pictures of one output folder.
struct PackGroup {
  std::string name;  // "train", "holdout", or empty when all goes into one folder
  std::filesystem::path folder;
  std::vector<PackItem> items;
  nlohmann::ordered_json plan;  // everything that the bytes of the shards depend on
};

/// Lists the data sets and divides their pictures into groups, case by case. Reads every file once,
/// because the plan knows the pictures by their content.
[[nodiscard]] Result<std::vector<PackGroup>> planPacking(const PackRequest& request,
                                                         const JobContext& job);

}  // namespace limn::apps
