// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/refine_record.h"
#include "limn/batch/svg_plot.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limn::batch {

/// Sums over objects on slices; Dice only over those with a reference.
struct RefineSums {
  std::size_t rows = 0, measured = 0, changed = 0, doubtful = 0, clicks = 0;
  double diceBefore = 0, diceAfter = 0;
  std::optional<double> volumeChangeMl;  // of the objects whose voxels have a volume

  void add(const RefineRow& row);
  [[nodiscard]] double meanBefore() const;
  [[nodiscard]] double meanAfter() const;
};

/// One of the largest changes of a batch.
struct LargeChange {
  CaseRecord record;  // without its rows
  RefineRow row;
  std::string folder;  // output folder of the case
};

/// The numbers of a report on a batch. Its size grows with the number of labels, not of cases: rows
/// are added one after another and not stored.
class RefineSummary {
 public:
  static constexpr std::size_t kLargest = 10;

  void add(const CaseRecord& record, const std::string& folder);

  RefineSums all;
  std::map<std::string, RefineSums> byLabel, byDefect, byModality;
  std::map<std::string, std::size_t> outcomes;
  std::size_t cases = 0, total = 0;                         // seen, and in the whole list
  std::vector<std::pair<std::string, std::string>> broken;  // id, message; the first hundred
  std::size_t brokenCount = 0;
  std::vector<LargeChange> largest;       // largest first: by share of the object's pixels
  std::vector<PlotPoint> dots;            // Dice before and after, of every n-th object
  std::array<std::size_t, 41> changes{};  // of the Dice, from -0.2 in steps of 0.01

 private:
  void keepLargest(const CaseRecord& record, const RefineRow& row, const std::string& folder);
  std::size_t step_ = 1, sinceDot_ = 0;
};

/// Share of the object's pixels that changed, before or after, whichever are more.
[[nodiscard]] double changedShare(const RefineRow& row);

[[nodiscard]] nlohmann::ordered_json toJson(const RefineSummary& summary);
/// For a terminal.
[[nodiscard]] std::string refineTable(const RefineSummary& summary);

}  // namespace limn::batch
