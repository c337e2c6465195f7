// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/reader_cost_report.h"

#include "limn/base/atomic_file.h"
#include "limn/batch/evaluate_run.h"
#include "limn/batch/json_file.h"
#include "limn/batch/json_forms.h"
#include "limn/batch/refine_case.h"
#include "limn/core/model_input.h"
#include "limn/imaging/dataset.h"
#include "refine/label_placement.h"
#include "report/csv_field.h"
#include "work/seeded_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace limn::batch {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

struct MaskCost {
  std::string item, modality, structure;
  int id = 0;
  std::int64_t slice = 0, pixels = 0;
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

/// The numbers of clicks that are reported: 0, 1, 3, 5, 9 up to the most clicks, and the most.
std::vector<std::size_t> reportedClicks(std::size_t maxClicks) {
  std::vector<std::size_t> reported;
  for (const std::size_t clicks : {0, 1, 3, 5, 9}) {
    if (clicks <= maxClicks) reported.push_back(clicks);
  }
  if (reported.back() != maxClicks) reported.push_back(maxClicks);
  return reported;
}

/// The pictures or cases that the simulated reader segments. Each is read when it is needed.
struct CostWork {
  std::vector<std::string> ids;
  std::function<Result<std::vector<MaskCost>>(std::size_t, core::MaskPredictor&, const JobContext&)>
      costs;
};

/// The cost of one object on an encoded picture.
Result<MaskCost> costOf(core::MaskPredictor& predictor, const core::Embedding& embedding,
                        const Mask& truth, const ReaderCostOptions& options, ReaderSeed seed) {
  MaskCost cost;
  auto dice = readerCost(predictor, embedding, truth,
                         {options.placement, options.jitter, options.maxClicks}, seed);
  if (!dice) return passOn(dice, fmt::format("mask {}", seed.object));
  cost.item = seed.item;
  cost.id = seed.object;
  cost.pixels = truth.count();
  cost.dice = std::move(*dice);
  return cost;
}

Result<std::vector<MaskCost>> costsOfPicture(const imaging::Dataset& dataset, std::size_t index,
                                             const ReaderCostOptions& options,
                                             core::MaskPredictor& predictor,
                                             const JobContext& job) {
  const imaging::DatasetItem& item = dataset.items[index];
  auto picture = dataset.read(index);
  if (!picture) return passOn(picture);
  auto embedding = predictor.encode(networkPicture(*picture), job);
  if (!embedding) return passOn(embedding);
  std::vector<MaskCost> costs;
  for (const imaging::ObjectMask& object : picture->objects) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
    auto cost = costOf(predictor, **embedding, truthOf(*picture, object), options,
                       {options.seed, item.id, object.id});
    if (!cost) return passOn(cost);
    cost->modality = item.modality;
    cost->structure = item.target.empty() ? object.name : item.target;
    costs.push_back(std::move(*cost));
  }
  return costs;
}

/// Pictures are shown as they are, as `limn evaluate` does; volumes as `limn refine` does.
core::InputMapping mappingOf(const Volume& volume, const std::optional<Window>& window) {
  if (window) return core::windowMapping(*window);
  core::InputMapping mapping = core::volumeRangeMapping(volume);
  if (isPicture(volume.source) && volume.type == PixelType::UInt8) {
    mapping.low = 0;
    mapping.high = 255;
  }
  return mapping;
}

Result<std::vector<MaskCost>> costsOfCase(const RefineCase& item, const ReaderCostOptions& options,
                                          core::MaskPredictor& predictor, const JobContext& job) {
  RefineOptions reading;
  reading.axis = options.axis;
  reading.inVoxelUnits = options.inVoxelUnits;
  auto open = openCase(item, reading, job);
  if (!open) return passOn(open);
  const Grid& grid = open->volume.grid;
  const SliceLayout layout = sliceLayout(grid, open->axis);
  const core::InputMapping mapping = mappingOf(open->volume, options.window);
  const std::vector<LabelId>& truth = open->reference.empty() ? open->draft : open->reference;
  std::vector<MaskCost> costs;
  for (std::int64_t slice = 0; slice < layout.slices; ++slice) {
    core::EmbeddingPtr embedding;
    for (const LabelId label : labelsOnSlice(truth, grid, layout, slice)) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
      if (!embedding) {
        auto encoded =
            predictor.encode(core::renderModelInput(open->volume, layout, slice, mapping), job);
        if (!encoded) return passOn(encoded);
        embedding = std::move(*encoded);
      }
      auto cost = costOf(predictor, *embedding, maskOn(truth, grid, layout, slice, label), options,
                         {options.seed, item.id, static_cast<int>(label + 65536 * slice)});
      if (!cost) return passOn(cost, fmt::format("slice {}", slice));
      const auto info = std::ranges::find(open->labels, label, &LabelInfo::id);
      cost->modality = item.modality;
      cost->structure = !item.target.empty() ? item.target
                        : info != open->labels.end() && !info->name.empty()
                            ? info->name
                            : fmt::format("{}", label);
      cost->id = label;
      cost->slice = slice;
      costs.push_back(std::move(*cost));
    }
  }
  return costs;
}

/// SAM-Med2D's published form has several mask files for one picture; lists of drafts have one.
bool isSamMed2d(const fs::path& path) {
  std::error_code ignored;
  for (const char* name : {"image2label_train.json", "label2image_test.json"}) {
    if (fs::exists(path / name, ignored) || path.filename() == name) return true;
  }
  return false;
}

Result<CostWork> workOf(const ReaderCostOptions& options, const JobContext& job) {
  CostWork work;
  if (!isSamMed2d(options.source.path)) {
    auto listed = listRefineCases(options.source);
    if (!listed) return passOn(listed);
    const auto cases = std::make_shared<const std::vector<RefineCase>>(std::move(*listed));
    for (const RefineCase& item : *cases)
      work.ids.push_back(item.id);
    work.costs = [cases, &options](std::size_t i, core::MaskPredictor& predictor,
                                   const JobContext& each) {
      return costsOfCase((*cases)[i], options, predictor, each);
    };
    return work;
  }
  imaging::DatasetOptions chosen;
  chosen.split = options.source.split;
  auto opened = imaging::openDataset(options.source.path, chosen, job);
  if (!opened) return passOn(opened);
  const auto dataset = std::make_shared<const imaging::Dataset>(std::move(*opened));
  std::vector<std::string> ids;
  for (const imaging::DatasetItem& item : dataset->items)
    ids.push_back(item.id);
  std::vector<std::size_t> places = seededSample(ids, options.source.limit, 0);
  std::ranges::sort(places);
  for (const std::size_t place : places)
    work.ids.push_back(ids[place]);
  work.costs = [dataset, places, &options](std::size_t i, core::MaskPredictor& predictor,
                                           const JobContext& each) {
    return costsOfPicture(*dataset, places[i], options, predictor, each);
  };
  return work;
}

std::string csvText(const std::vector<MaskCost>& costs, std::size_t maxClicks) {
  std::string text = "item,modality,structure,mask,slice,pixels";
  for (std::size_t i = 0; i <= maxClicks; ++i)
    text += fmt::format(",dice_{}", i);
  text += "\n";
  for (const MaskCost& cost : costs) {
    text += fmt::format("{},{},{},{},{},{}", csvField(cost.item), csvField(cost.modality),
                        csvField(cost.structure), cost.id, cost.slice, cost.pixels);
    for (const double dice : cost.dice)
      text += fmt::format(",{:.6f}", dice);
    text += "\n";
  }
  return text;
}

Json documentOf(const ReaderCostOptions& options, const core::ModelInfo& model,
                const Structures& structures, const StructureCost& all) {
  const auto reported = reportedClicks(options.maxClicks);
  const auto entry = [&](const StructureCost& cost) {
    Json json{{"masks", cost.masks}};
    for (const std::size_t clicks : reported)
      json[fmt::format("{}", clicks)] = cost.mean(clicks);
    return json;
  };
  Json json{{"all", entry(all)}};
  for (const auto& [name, cost] : structures)
    json["by_structure"][name] = entry(cost);
  json["clicks_at"] = options.placement == ClickPlacement::Centre ? "centre" : "random";
  json["box_jitter"] = options.jitter;
  json["seed"] = options.seed;
  json["dataset"] = options.source.path.string();
  json["split"] = options.source.split;
  json["model"] = toJson(model);
  return json;
}

std::string tableOf(const ReaderCostOptions& options, const Structures& structures,
                    const StructureCost& all) {
  const auto reported = reportedClicks(options.maxClicks);
  std::string text = fmt::format("{:<34} {:>7}", "Dice after the box and clicks", "masks");
  for (const std::size_t clicks : reported)
    text += fmt::format(" {:>7}", clicks);
  text += "\n";
  const auto row = [&](const std::string& name, const StructureCost& cost) {
    text += fmt::format("{:<34.34} {:>7}", name, cost.masks);
    for (const std::size_t clicks : reported)
      text += fmt::format(" {:>7.3f}", cost.mean(clicks));
    text += "\n";
  };
  for (const auto& [name, cost] : structures)
    row(name, cost);
  row("all masks", all);
  return text;
}

}  // namespace

Result<ReaderCostReport> reportReaderCost(const ReaderCostOptions& options, const fs::path& folder,
                                          const core::ModelInfo& model,
                                          const PredictorFactory& makePredictor,
                                          const JobContext& job) {
  auto work = workOf(options, job);
  if (!work) return passOn(work);
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (auto probe = AtomicFile::create(folder / "clicks.csv"); !probe) return passOn(probe);

  std::vector<std::optional<Result<std::vector<MaskCost>>>> results(work->ids.size());
  const auto each = [&](core::MaskPredictor& predictor, std::size_t place) {
    results[place].emplace(work->costs(place, predictor, job));
    return true;
  };
  auto shared = shareOut(results.size(), options.workers, makePredictor, each, job, "simulating");
  if (!shared) return passOn(shared);

  ReaderCostReport report;
  std::vector<MaskCost> costs;
  Structures structures;
  StructureCost all;
  for (std::size_t place = 0; place < results.size(); ++place) {
    auto& result = *results[place];
    if (!result) {
      report.skipped.push_back(std::move(result.error()).withContext(work->ids[place]));
      continue;
    }
    for (MaskCost& cost : *result) {
      structures[cost.structure].add(cost.dice);
      all.add(cost.dice);
      costs.push_back(std::move(cost));
    }
  }
  if (costs.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: no mask could be read{}{}", options.source.path.string(),
                            report.skipped.empty() ? "" : "; ",
                            report.skipped.empty() ? "" : report.skipped.front().message()));
  }
  report.masks = costs.size();
  const std::string csv = csvText(costs, options.maxClicks);
  auto written = writeFileAtomically(folder / "clicks.csv", std::as_bytes(std::span(csv)));
  if (!written) return passOn(written);
  report.document = documentOf(options, model, structures, all);
  written = writeJsonFile(folder / "clicks.json", report.document);
  if (!written) return passOn(written);
  report.table = tableOf(options, structures, all);
  return report;
}

}  // namespace limn::batch
