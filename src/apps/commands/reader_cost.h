// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command.h"
#include "limn/core/reader_cost.h"
#include "workforce.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace limn::apps {

struct ReaderCostOptions {
  std::filesystem::path dataset;
  std::string split;
  core::ClickPlacement placement = core::ClickPlacement::Random;
  double jitter = 0;
  std::size_t maxClicks = 9, limit = 0, workers = 1;
  std::uint64_t seed = 0;
};

/// `limn refine --simulate`: the Dice after the box and after 1, 3, 5, 9 clicks, per structure, of
/// a labelled data set. Writes clicks.csv (a row a mask) and clicks.json into `folder`. Pictures
/// that cannot be read are passed over and told; the exit code is then 1.
[[nodiscard]] Result<CommandOutput> reportReaderCost(const ReaderCostOptions& options,
                                                     const std::filesystem::path& folder,
                                                     const core::ModelInfo& model,
                                                     const PredictorFactory& makePredictor,
                                                     const JobContext& job);

}  // namespace limn::apps
