// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_summary.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace limn::batch {
using Json = nlohmann::ordered_json;
namespace {

constexpr std::size_t kMostObjectsDrawn = 2000, kMostBroken = 100;

Json sumsJson(const RefineSums& sums) {
  Json json{{"objects", sums.rows},
            {"changed", sums.changed},
            {"doubtful", sums.doubtful},
            {"clicks", sums.clicks},
            {"volume_change_ml", sums.volumeChangeMl ? Json(*sums.volumeChangeMl) : Json(nullptr)},
            {"measured", sums.measured}};
  if (sums.measured > 0) {
    json["dice_before"] = sums.meanBefore();
    json["dice_after"] = sums.meanAfter();
  }
  return json;
}

Json groupsJson(const std::map<std::string, RefineSums>& groups) {
  Json json = Json::object();
  for (const auto& [name, sums] : groups)
    json[name] = sumsJson(sums);
  return json;
}

std::string tableRow(const std::string& name, const RefineSums& sums) {
  const std::string dice =
      sums.measured == 0 ? fmt::format("{:>8} {:>8} {:>8}", "-", "-", "-")
                         : fmt::format("{:>8.4f} {:>8.4f} {:>+8.4f}", sums.meanBefore(),
                                       sums.meanAfter(), sums.meanAfter() - sums.meanBefore());
  return fmt::format("{:<28.28} {:>8} {:>8} {:>8} {}\n", name, sums.rows, sums.changed,
                     sums.doubtful, dice);
}

}  // namespace

void RefineSums::add(const RefineRow& row) {
  ++rows;
  changed += row.pixelsChanged > 0 ? 1 : 0;
  doubtful += row.isDoubtful ? 1 : 0;
  clicks += row.clicks;
  if (row.volumeChangeMl) volumeChangeMl = volumeChangeMl.value_or(0) + *row.volumeChangeMl;
  if (!row.diceBefore || !row.diceAfter) return;
  ++measured;
  diceBefore += *row.diceBefore;
  diceAfter += *row.diceAfter;
}

double RefineSums::meanBefore() const {
  return measured == 0 ? 0 : diceBefore / static_cast<double>(measured);
}
double RefineSums::meanAfter() const {
  return measured == 0 ? 0 : diceAfter / static_cast<double>(measured);
}

double changedShare(const RefineRow& row) {
  const auto pixels = std::max({row.pixelsBefore, row.pixelsAfter, std::int64_t{1}});
  return static_cast<double>(row.pixelsChanged) / static_cast<double>(pixels);
}

void RefineSummary::keepLargest(const CaseRecord& record, const RefineRow& row,
                                const std::string& folder) {
  const double share = changedShare(row);
  if (share <= 0) return;
  if (largest.size() == kLargest && share <= changedShare(largest.back().row)) return;
  CaseRecord bare = record;
  bare.rows.clear();
  const auto place = std::ranges::find_if(
      largest, [&](const LargeChange& other) { return changedShare(other.row) < share; });
  largest.insert(place, LargeChange{std::move(bare), row, folder});
  if (largest.size() > kLargest) largest.pop_back();
}

void RefineSummary::add(const CaseRecord& record, const std::string& folder) {
  ++cases;
  total = std::max(total, record.total);
  if (record.error) {
    ++brokenCount;
    if (broken.size() < kMostBroken) broken.emplace_back(record.id, record.error->message());
    return;
  }
  for (const RefineRow& row : record.rows) {
    all.add(row);
    const std::string name = !record.target.empty() ? record.target
                             : row.name.empty()     ? fmt::format("label {}", row.label)
                                                    : row.name;
    byLabel[name].add(row);
    if (!record.defect.empty()) byDefect[record.defect].add(row);
    if (!record.modality.empty()) byModality[record.modality].add(row);
    ++outcomes[row.outcome];
    keepLargest(record, row, folder);
    if (!row.diceBefore || !row.diceAfter) continue;
    const double change = *row.diceAfter - *row.diceBefore;
    const auto bin = std::clamp<std::int64_t>(std::llround(change * 100) + 20, 0, 40);
    ++changes[static_cast<std::size_t>(bin)];
    if (sinceDot_++ % step_ != 0) continue;
    dots.push_back({*row.diceBefore, *row.diceAfter});
    if (dots.size() < kMostObjectsDrawn) continue;
    step_ *= 2;  // every second dot is removed
    for (std::size_t i = 0; i < dots.size() / 2; ++i)
      dots[i] = dots[2 * i];
    dots.resize(dots.size() / 2);
  }
}

Json toJson(const RefineSummary& summary) {
  Json json{{"cases", summary.cases},
            {"of", summary.total},
            {"broken", summary.brokenCount},
            {"all", sumsJson(summary.all)},
            {"by_label", groupsJson(summary.byLabel)}};
  if (!summary.byModality.empty()) json["by_modality"] = groupsJson(summary.byModality);
  if (!summary.byDefect.empty()) json["by_defect"] = groupsJson(summary.byDefect);
  json["outcomes"] = summary.outcomes;
  Json largest = Json::array();
  for (const LargeChange& change : summary.largest) {
    largest.push_back({{"case", change.record.id},
                       {"label", change.row.label},
                       {"slice", change.row.slice},
                       {"outcome", change.row.outcome},
                       {"changed_share", changedShare(change.row)}});
  }
  json["largest_changes"] = std::move(largest);
  Json broken = Json::array();
  for (const auto& [id, message] : summary.broken)
    broken.push_back({{"case", id}, {"message", message}});
  json["broken_cases"] = std::move(broken);
  return json;
}

std::string refineTable(const RefineSummary& summary) {
  std::string text = fmt::format("{:<28} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "Dice by object",
                                 "slices", "changed", "doubtful", "before", "after", "change");
  text += tableRow("all", summary.all);
  for (const auto* groups : {&summary.byDefect, &summary.byModality, &summary.byLabel}) {
    if (groups->empty()) continue;
    text += "\n";
    for (const auto& [name, sums] : *groups)
      text += tableRow(name, sums);
  }
  return text;
}

}  // namespace limn::batch
