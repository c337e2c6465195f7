// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "reader_cost.h"

#include "csv_field.h"
#include "evaluate_run.h"
#include "json_file.h"
#include "json_forms.h"
#include "limn/base/atomic_file.h"
#include "limn/imaging/dataset.h"
#include "seeded_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace limn::apps {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

struct MaskCost {
  std::string item, modality, structure;
  int id = 0;
  std::int64_t pixels = 0;
  std::vector<double> dice;  // after 0, 1, ... clicks
};

/// Sums over the masks of a structure.
struct StructureCost {
  std::size_t masks = 0;
  std::vector<double> dice;

  void add(const std::vector<double>& more) {
    ++masks;
    dice.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i)
      dice[i] += more[i];
  }
  [[nodiscard]] double mean(std::size_t clicks) const {
    return dice[clicks] / static_cast<double>(masks);
  }
};
using Structures = std::map<std::string, StructureCost>;

/// The numbers of clicks that are told: 0, 1, 3, 5, 9 as far as the budget goes, and the budget.
std::vector<std::size_t> toldClicks(std::size_t maxClicks) {
  std::vector<std::size_t> told;
  for (const std::size_t clicks : {0, 1, 3, 5, 9}) {
    if (clicks <= maxClicks) told.push_back(clicks);
  }
  if (told.back() != maxClicks) told.push_back(maxClicks);
  return told;
}

Result<std::vector<MaskCost>> costsOf(const imaging::Dataset& dataset, std::size_t index,
                                      const ReaderCostOptions& options,
                                      core::MaskPredictor& predictor, const JobContext& job) {
  const imaging::DatasetItem& item = dataset.items[index];
  auto picture = dataset.read(index);
  if (!picture) return passOn(picture);
  auto embedding = predictor.encode(networkPicture(*picture), job);
  if (!embedding) return passOn(embedding);
  std::vector<MaskCost> costs;
  for (const imaging::ObjectMask& object : picture->objects) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
    const Mask truth = truthOf(*picture, object);
    auto dice = core::readerCost(predictor, **embedding, truth,
                                 {options.placement, options.jitter, options.maxClicks},
                                 {options.seed, item.id, object.id});
    if (!dice) return passOn(dice, fmt::format("mask {}", object.id));
    costs.push_back({item.id, item.modality, item.target.empty() ? object.name : item.target,
                     object.id, truth.count(), std::move(*dice)});
  }
  return costs;
}

std::string csvText(const std::vector<MaskCost>& costs, std::size_t maxClicks) {
  std::string text = "item,modality,structure,mask,pixels";
  for (std::size_t i = 0; i <= maxClicks; ++i)
    text += fmt::format(",dice_{}", i);
  text += "\n";
  for (const MaskCost& cost : costs) {
    text += fmt::format("{},{},{},{},{}", csvField(cost.item), csvField(cost.modality),
                        csvField(cost.structure), cost.id, cost.pixels);
    for (const double dice : cost.dice)
      text += fmt::format(",{:.6f}", dice);
    text += "\n";
  }
  return text;
}

Json documentOf(const ReaderCostOptions& options, const core::ModelInfo& model,
                const Structures& structures, const StructureCost& all) {
  const auto told = toldClicks(options.maxClicks);
  const auto entry = [&](const StructureCost& cost) {
    Json json{{"masks", cost.masks}};
    for (const std::size_t clicks : told)
      json[fmt::format("{}", clicks)] = cost.mean(clicks);
    return json;
  };
  Json json{{"all", entry(all)}};
  for (const auto& [name, cost] : structures)
    json["by_structure"][name] = entry(cost);
  json["clicks_at"] = options.placement == core::ClickPlacement::Centre ? "centre" : "random";
  json["box_jitter"] = options.jitter;
  json["seed"] = options.seed;
  json["dataset"] = options.dataset.string();
  json["split"] = options.split;
  json["model"] = toJson(model);
  return json;
}

std::string tableOf(const ReaderCostOptions& options, const Structures& structures,
                    const StructureCost& all) {
  const auto told = toldClicks(options.maxClicks);
  std::string text = fmt::format("{:<34} {:>7}", "Dice after the box and clicks", "masks");
  for (const std::size_t clicks : told)
    text += fmt::format(" {:>7}", clicks);
  text += "\n";
  const auto row = [&](const std::string& name, const StructureCost& cost) {
    text += fmt::format("{:<34.34} {:>7}", name, cost.masks);
    for (const std::size_t clicks : told)
      text += fmt::format(" {:>7.3f}", cost.mean(clicks));
    text += "\n";
  };
  for (const auto& [name, cost] : structures)
    row(name, cost);
  row("all masks", all);
  return text;
}

}  // namespace

Result<CommandOutput> reportReaderCost(const ReaderCostOptions& options, const fs::path& folder,
                                       const core::ModelInfo& model,
                                       const PredictorFactory& makePredictor,
                                       const JobContext& job) {
  imaging::DatasetOptions chosen;
  chosen.split = options.split;
  auto dataset = imaging::openDataset(options.dataset, chosen, job);
  if (!dataset) return passOn(dataset);
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (auto probe = AtomicFile::create(folder / "clicks.csv"); !probe) return passOn(probe);

  std::vector<std::string> ids;
  for (const imaging::DatasetItem& item : dataset->items)
    ids.push_back(item.id);
  std::vector<std::size_t> order = seededSample(ids, options.limit, options.seed);
  std::ranges::sort(order);
  std::vector<std::optional<Result<std::vector<MaskCost>>>> results(order.size());
  const auto work = [&](core::MaskPredictor& predictor, std::size_t place) {
    results[place].emplace(costsOf(*dataset, order[place], options, predictor, job));
    return true;
  };
  auto shared = shareOut(order.size(), options.workers, makePredictor, work, job, "simulating");
  if (!shared) return passOn(shared);

  CommandOutput output;
  std::vector<MaskCost> costs;
  Structures structures;
  StructureCost all;
  for (std::size_t place = 0; place < results.size(); ++place) {
    auto& result = *results[place];
    if (!result) {
      output.problem +=
          fmt::format("skipped {}: {}\n      ", ids[order[place]], result.error().message());
      output.exitCode = exitCode(ErrorCode::CheckFailed);
      continue;
    }
    for (MaskCost& cost : *result) {
      structures[cost.structure].add(cost.dice);
      all.add(cost.dice);
      costs.push_back(std::move(cost));
    }
  }
  if (costs.empty())
    return fail(ErrorCode::NotFound, fmt::format("{}: no mask could be read; {}",
                                                 options.dataset.string(), output.problem));
  if (output.exitCode != 0) output.problem += "some pictures could not be read";
  const std::string csv = csvText(costs, options.maxClicks);
  auto written = writeFileAtomically(folder / "clicks.csv", std::as_bytes(std::span(csv)));
  if (!written) return passOn(written);
  output.document = documentOf(options, model, structures, all);
  written = writeJsonFile(folder / "clicks.json", output.document);
  if (!written) return passOn(written);
  output.answer = tableOf(options, structures, all);
  output.summary =
      fmt::format("{} masks; rows in {}\n", costs.size(), (folder / "clicks.csv").string());
  return output;
}

}  // namespace limn::apps
