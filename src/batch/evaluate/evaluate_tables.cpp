// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluate_tables.h"

#include "limn/batch/json_forms.h"
#include "report/csv_field.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

namespace limn::batch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kReported{Measure::Box, Measure::Point1, Measure::Point3, Measure::Point5};
constexpr std::array kFloors{Measure::FilledBox, Measure::InscribedEllipse};
using Groups = std::map<std::string, MeanScores>;

Json overlapJson(const OverlapScore& overlap) {
  return {{"dice", overlap.dice}, {"iou", overlap.iou}};
}

Json clicksJson(const ClickScores& scores) {
  return {{"box", {{"dice", scores.boxDice}, {"surface_dice", scores.boxSurfaceDice}}},
          {"points", {{"dice", scores.clicksDice}, {"surface_dice", scores.clicksSurfaceDice}}},
          {"dice_auc", scores.diceAuc()},
          {"surface_dice_auc", scores.surfaceDiceAuc()},
          {"ellipse_surface_dice", scores.ellipseSurfaceDice},
          {"obeyed", scores.obeyed},
          {"harmful", scores.harmful}};
}

Json networkJson(const MeanScores& scores) {
  Json json;
  for (const Measure measure : kReported)
    json[std::string(measureName(measure))] = overlapJson(scores[measure]);
  if (scores.clicks) json["clicks"] = clicksJson(*scores.clicks);
  return json;
}

Json groupsJson(const Groups& groups) {
  Json json = Json::object();
  for (const auto& [name, scores] : groups) {
    Json entry = networkJson(scores);
    entry["masks"] = scores.masks;
    entry["targets"] = scores.targets;
    json[name] = std::move(entry);
  }
  return json;
}

Json floorJson(const EvaluationSummary& summary, Measure floor) {
  const auto groups = [&](const Groups& all) {
    Json json = Json::object();
    for (const auto& [name, scores] : all)
      json[name] = overlapJson(scores[floor]);
    return json;
  };
  Json json{{"means", overlapJson(summary.means[floor])}};
  if (summary.meansWithoutThin)
    json["means_without_thin"] = overlapJson((*summary.meansWithoutThin)[floor]);
  json["by_modality"] = groups(summary.byModality);
  json["by_target"] = groups(summary.byTarget);
  return json;
}

Json correlationJson(const EvaluationSummary& summary) {
  Json json;
  for (std::size_t i = 0; i < kNetworkMeasures; ++i) {
    const auto& r = summary.iouCorrelation[i];
    json[std::string(measureName(static_cast<Measure>(i)))] = r ? Json(*r) : Json();
  }
  return json;
}

/// Columns that the data set has beyond those that Limn knows.
std::set<std::string> otherColumns(const imaging::Dataset& dataset) {
  std::set<std::string> names;
  for (const imaging::DatasetItem& item : dataset.items) {
    for (const auto& [name, value] : item.other)
      names.insert(name);
  }
  return names;
}

std::string clicksHeading() {
  std::string line;
  for (std::size_t i = 0; i <= kReaderPoints; ++i)
    line += fmt::format(",dice_box+{0},surface_dice_box+{0}", i);
  for (std::size_t i = 1; i <= kReaderPoints; ++i)
    line += fmt::format(",surface_dice_{}pt", i);
  return line + ",surface_dice_ellipse,obeyed,harmful";
}

std::string clicksCells(const ClickScores& scores) {
  std::string line;
  for (std::size_t i = 0; i <= kReaderPoints; ++i)
    line += fmt::format(",{:.6f},{:.6f}", scores.boxDice[i], scores.boxSurfaceDice[i]);
  for (const double value : scores.clicksSurfaceDice)
    line += fmt::format(",{:.6f}", value);
  return line + fmt::format(",{:.6f},{:.6f},{:.6f}", scores.ellipseSurfaceDice, scores.obeyed,
                            scores.harmful);
}

std::string csvHeading(const std::set<std::string>& others, Protocol protocol) {
  std::string line = "item,case,split,modality,target,mask,name,width,height,pixels";
  for (std::size_t i = 0; i < kNetworkMeasures; ++i) {
    const auto name = measureName(static_cast<Measure>(i));
    line += fmt::format(",dice_{0},iou_{0},predicted_iou_{0}", name);
  }
  line += ",dice_filled_box,iou_filled_box,dice_ellipse,iou_ellipse,points";
  if (protocol == Protocol::Clicks) line += clicksHeading();
  for (const std::string& name : others)
    line += fmt::format(",{}", csvField(name));
  return line + "\n";
}

std::string csvRow(const MaskRecord& record, const imaging::DatasetItem& item,
                   const std::set<std::string>& others) {
  const EvaluatedMask& mask = record.mask;
  std::string line =
      fmt::format("{},{},{},{},{},{},{},{},{},{}", csvField(mask.item), csvField(mask.caseName),
                  csvField(item.split), csvField(mask.modality), csvField(mask.target), mask.id,
                  csvField(mask.name), mask.width, mask.height, mask.pixels);
  for (std::size_t i = 0; i < kNetworkMeasures; ++i) {
    const OverlapScore& overlap = mask.overlaps[i];
    line += fmt::format(",{:.6f},{:.6f},{:.6f}", overlap.dice, overlap.iou, mask.predictedIou[i]);
  }
  for (const Measure floor : kFloors)
    line += fmt::format(",{:.6f},{:.6f}", mask[floor].dice, mask[floor].iou);
  line += fmt::format(",{}", record.prompts.points.size());
  if (mask.clicks) line += clicksCells(*mask.clicks);
  for (const std::string& name : others) {
    const auto value = item.other.find(name);
    line += fmt::format(",{}", value == item.other.end() ? "" : csvField(value->second));
  }
  return line + "\n";
}

std::string clicksRow(std::string_view name, const MeanScores& scores) {
  const ClickScores& clicks = *scores.clicks;
  std::string line = fmt::format("{:<34.34} {:>6}", name, scores.masks);
  for (const std::size_t i : {1, 3, 5})
    line += fmt::format(" {:>7.3f}", clicks.boxDice[i]);
  for (const std::size_t i : {0, 3, 5})
    line += fmt::format(" {:>7.3f}", clicks.boxSurfaceDice[i]);
  return line + fmt::format(" {:>7.3f} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.3f}\n", clicks.diceAuc(),
                            clicks.surfaceDiceAuc(), clicks.ellipseSurfaceDice, clicks.obeyed,
                            clicks.harmful);
}

/// What Protocol::Clicks measures beside the table of Dice.
std::string clicksTable(const EvaluationSummary& summary) {
  std::string text = fmt::format(
      "\n{:<34} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}\n",
      "after clicks", "masks", "box+1", "box+3", "box+5", "S box", "S box+3", "S box+5", "AUC",
      "S AUC", "S ellip", "obeyed", "harmful");
  text += clicksRow("all targets", summary.means);
  if (summary.meansWithoutThin) text += clicksRow("without thin", *summary.meansWithoutThin);
  for (const auto& [name, scores] : summary.byModality)
    text += clicksRow(name, scores);
  return text + "S: surface Dice, tolerance 2 % of the picture's diagonal\n";
}

std::string tableRow(std::string_view name, const MeanScores& scores) {
  std::string line = fmt::format("{:<34.34} {:>6}", name, scores.masks);
  for (const Measure measure : kReported)
    line += fmt::format(" {:>7.3f}", scores[measure].dice);
  line += " ";
  for (const Measure floor : kFloors)
    line += fmt::format(" {:>7.3f}", scores[floor].dice);
  return line + "\n";
}

}  // namespace

Json evaluationJson(const EvaluationReport& report) {
  const EvaluationSummary& summary = report.summary;
  Json json{{"means", networkJson(summary.means)}};
  if (summary.meansWithoutThin) {
    json["means_without_thin"] = networkJson(*summary.meansWithoutThin);
    json["thin"] = report.thinTargets;
  }
  json["by_modality"] = groupsJson(summary.byModality);
  json["by_target"] = groupsJson(summary.byTarget);
  json["floors"] = {{"box", floorJson(summary, Measure::FilledBox)},
                    {"ellipse", floorJson(summary, Measure::InscribedEllipse)}};
  json["iou_correlation"] = correlationJson(summary);
  Json byPoints = Json::array();
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    byPoints.push_back(summary.means.overlaps[i + static_cast<std::size_t>(Measure::Point1)].dice);
  }
  json["dice_by_points"] = std::move(byPoints);
  json["masks"] = report.evaluation.masks.size();
  json["images"] = report.evaluation.pictures;
  json["targets"] = summary.means.targets;
  json["dataset"] = {
      {"path", report.datasetPath}, {"form", report.datasetForm}, {"split", report.split}};
  json["seed"] = report.seed;
  json["protocol"] = report.protocol == Protocol::Clicks ? "clicks" : "published";
  json["prompts_file"] = report.promptsFile;
  json["model"] = toJson(report.model);
  json["workers"] = report.workers;
  json["seconds"] = report.seconds;
  Json skipped = Json::array();
  for (const Error& error : report.evaluation.skipped)
    skipped.push_back(toJson(error));
  json["skipped"] = std::move(skipped);
  return json;
}

std::string perMaskCsv(const EvaluationReport& report, const imaging::Dataset& dataset) {
  const auto others = otherColumns(dataset);
  std::string text = csvHeading(others, report.protocol);
  for (const MaskRecord& record : report.evaluation.masks)
    text += csvRow(record, dataset.items[record.item], others);
  return text;
}

std::string evaluationTable(const EvaluationReport& report) {
  const EvaluationSummary& summary = report.summary;
  const std::string heading = fmt::format("{:>6} {:>7} {:>7} {:>7} {:>7}  {:>7} {:>7}\n", "masks",
                                          "box", "1pt", "3pt", "5pt", "boxfill", "ellipse");
  std::string text = fmt::format("{:<34} {}", "Dice, mean over targets", heading);
  text += tableRow("all targets", summary.means);
  if (summary.meansWithoutThin)
    text += tableRow(fmt::format("without {}", fmt::join(report.thinTargets, ", ")),
                     *summary.meansWithoutThin);
  text += fmt::format("\n{:<34} {}", "modality", heading);
  for (const auto& [name, scores] : summary.byModality)
    text += tableRow(name, scores);
  text += fmt::format("\n{:<34} {}", "target", heading);
  for (const auto& [name, scores] : summary.byTarget)
    text += tableRow(name, scores);
  text += fmt::format("\n{:<41}", "r of predicted and true IoU");
  for (const Measure measure : kReported) {
    const auto& r = summary.iouCorrelation[static_cast<std::size_t>(measure)];
    text += r ? fmt::format(" {:>7.3f}", *r) : fmt::format(" {:>7}", "-");
  }
  text += "\n";
  return summary.means.clicks ? text + clicksTable(summary) : text;
}

}  // namespace limn::batch
