// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"
#include "limn/batch/reader_cost.h"
#include "limn/batch/refine_cases.h"
#include "limn/batch/workers.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limn::batch {

struct ReaderCostOptions {
  RefineSource source;                // without defects
  std::optional<Axis> axis = {};      // else the one that a reader pages through
  std::optional<Window> window = {};  // that the network gets instead of the whole range
  ClickPlacement placement = ClickPlacement::Random;
  double jitter = 0;
  std::size_t maxClicks = 9, workers = 1;
  bool inVoxelUnits = false;  // as imaging::ReadOptions::inVoxelUnits
  std::uint64_t seed = 0;
};

struct ReaderCostReport {
  nlohmann::ordered_json document;  // as in clicks.json
  std::string table;                // for a terminal
  std::size_t masks = 0;
  std::vector<Error> skipped;  // pictures that could not be read
};

/// The Dice after the box and after 1, 3, 5, 9 clicks, for each structure of a data set: what
/// listRefineCases() lists, towards the reference where there is one, else towards the draft, on
/// every slice; or SAM-Med2D's published form.
/// Writes clicks.csv (a row for each mask) and clicks.json into `folder`. NotFound when no mask
/// could be read.
[[nodiscard]] Result<ReaderCostReport> reportReaderCost(const ReaderCostOptions& options,
                                                        const std::filesystem::path& folder,
                                                        const core::ModelInfo& model,
                                                        const PredictorFactory& makePredictor,
                                                        const JobContext& job);

}  // namespace limn::batch
