// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluate_run.h"

#include "work/seeded_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <climits>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace limn::batch {
namespace {

MaskKey keyOf(const imaging::DatasetItem& item, const imaging::ObjectMask& object) {
  return {item.id, object.id, object.name};
}

/// Refuses prompts of pictures that are not in the data set, which would not be used.
Result<void> requireKnownItems(const RecordedPrompts& recorded, const imaging::Dataset& dataset) {
  std::set<std::string> known;
  for (const imaging::DatasetItem& item : dataset.items)
    known.insert(item.id);
  for (const auto& [key, prompts] : recorded.all()) {
    if (known.contains(key.item)) continue;
    return fail(ErrorCode::NotFound,
                fmt::format("the prompts file has prompts for '{}', but the data set has no such "
                            "picture (in this split); give the data set and split that it was "
                            "made with",
                            key.item));
  }
  return {};
}

Result<void> requireKnownMasks(const RecordedPrompts& recorded, const imaging::DatasetItem& item,
                               const imaging::LabelledPicture& picture) {
  for (auto own = recorded.all().lower_bound({item.id, INT_MIN, ""});
       own != recorded.all().end() && own->first.item == item.id; ++own) {
    const bool known = std::ranges::any_of(
        picture.objects, [&](const auto& object) { return keyOf(item, object) == own->first; });
    if (known) continue;
    return fail(ErrorCode::NotFound,
                fmt::format("the prompts file has prompts for mask {} ('{}'), which the picture "
                            "does not have",
                            own->first.id, own->first.name));
  }
  return {};
}

/// All work on one picture.
class PictureEvaluator {
 public:
  PictureEvaluator(const imaging::Dataset& dataset, const EvaluateOptions& options)
      : dataset_(dataset), options_(options) {}

  [[nodiscard]] Result<std::vector<MaskRecord>> evaluate(core::MaskPredictor& predictor,
                                                         std::size_t index,
                                                         const JobContext& job) const {
    const imaging::DatasetItem& item = dataset_.items[index];
    auto picture = dataset_.read(index);
    if (!picture) return passOn(picture);
    if (options_.replay != nullptr) {
      if (auto known = requireKnownMasks(*options_.replay, item, *picture); !known) {
        return passOn(known);
      }
    }
    auto embedding = predictor.encode(networkPicture(*picture), job);
    if (!embedding) return passOn(embedding);
    std::vector<MaskRecord> records;
    for (const std::size_t i : chosenObjects(item, *picture)) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
      auto record = tryObject(predictor, **embedding, index, *picture, picture->objects[i]);
      if (!record) return passOn(record, fmt::format("mask {}", picture->objects[i].id));
      records.push_back(std::move(*record));
    }
    return records;
  }

 private:
  [[nodiscard]] std::vector<std::size_t> chosenObjects(
      const imaging::DatasetItem& item, const imaging::LabelledPicture& picture) const {
    std::vector<std::string> names;
    for (const imaging::ObjectMask& object : picture.objects)
      names.push_back(fmt::format("{}\n{}\n{}", item.id, object.id, object.name));
    auto chosen = seededSample(names, options_.maxMasksPerImage, options_.seed);
    std::ranges::sort(chosen);
    return chosen;
  }

  [[nodiscard]] Result<MaskRecord> tryObject(core::MaskPredictor& predictor,
                                             const core::Embedding& embedding, std::size_t index,
                                             const imaging::LabelledPicture& picture,
                                             const imaging::ObjectMask& object) const {
    const imaging::DatasetItem& item = dataset_.items[index];
    const ReaderPrompts* replay = nullptr;
    if (options_.replay != nullptr) {
      replay = options_.replay->find(keyOf(item, object));
      if (replay == nullptr) {
        return fail(ErrorCode::NotFound,
                    "the prompts file has no prompts for it; give the split, --limit, "
                    "--max-masks-per-image and --seed that the file was made with");
      }
    }
    const Mask truth = truthOf(picture, object);
    auto trial = tryReader(predictor, embedding, truth, {options_.seed, item.id, object.id},
                           options_.protocol, replay);
    if (!trial) return passOn(trial);
    MaskRecord record;
    record.item = index;
    record.mask.item = item.id;
    record.mask.caseName = item.caseName;
    record.mask.modality = item.modality.empty() ? "not said" : item.modality;
    record.mask.target = item.target.empty() ? object.name : item.target;
    record.mask.id = object.id;
    record.mask.name = object.name;
    record.mask.width = picture.width;
    record.mask.height = picture.height;
    record.mask.pixels = truth.count();
    takeScores(record.mask, truth, *trial);
    record.prompts = std::move(trial->prompts);
    return record;
  }

  const imaging::Dataset& dataset_;
  const EvaluateOptions& options_;
};

using Outcome = std::optional<Result<std::vector<MaskRecord>>>;

bool endsTheRun(const Error& error, const EvaluateOptions& options) {
  return !options.keepGoing || error.code == ErrorCode::Cancelled ||
         error.code == ErrorCode::OutOfMemory;
}

/// Work that has begun is finished, so that the first failure in the order of work is reported,
/// whichever thread was faster.
Result<Evaluation> gather(std::vector<Outcome>& results, const std::vector<std::size_t>& order,
                          const EvaluateOptions& options) {
  std::vector<std::size_t> places(order.size());
  for (std::size_t place = 0; place < places.size(); ++place) {
    places[place] = place;
    auto& result = results[place];
    if (result && !*result && endsTheRun(result->error(), options)) {
      return tl::unexpected<Error>(std::move(result->error()));
    }
  }
  std::ranges::sort(places, {}, [&](std::size_t place) { return order[place]; });
  Evaluation evaluation;
  for (const std::size_t place : places) {
    auto& result = results[place];
    if (!result) continue;
    if (!*result) {
      evaluation.skipped.push_back(std::move(result->error()));
      continue;
    }
    ++evaluation.pictures;
    std::ranges::move(**result, std::back_inserter(evaluation.masks));
  }
  return evaluation;
}

}  // namespace

Result<Evaluation> evaluate(const imaging::Dataset& dataset, const EvaluateOptions& options,
                            const PredictorFactory& makePredictor, const JobContext& job) {
  if (options.replay != nullptr) {
    if (auto known = requireKnownItems(*options.replay, dataset); !known) return passOn(known);
  }
  std::vector<std::string> ids;
  for (const imaging::DatasetItem& item : dataset.items)
    ids.push_back(item.id);
  // In random order the pictures with many masks are spread, so that progress is steady.
  const std::vector<std::size_t> order = seededSample(ids, options.limit, options.seed);
  const PictureEvaluator evaluator(dataset, options);
  std::vector<Outcome> results(order.size());
  const auto work = [&](core::MaskPredictor& predictor, std::size_t place) {
    auto records = evaluator.evaluate(predictor, order[place], job);
    if (!records) records.error().context.push_back(dataset.items[order[place]].id);
    const bool goesOn = records || !endsTheRun(records.error(), options);
    results[place].emplace(std::move(records));
    return goesOn;
  };
  auto shared = shareOut(order.size(), options.workers, makePredictor, work, job, "evaluating");
  if (!shared) return passOn(shared);
  return gather(results, order, options);
}

core::SlicePicture networkPicture(const imaging::LabelledPicture& picture) {
  if (picture.channels == 3) return {picture.width, picture.height, picture.pixels};
  core::SlicePicture rgb{picture.width, picture.height, {}};
  rgb.rgb.reserve(3 * picture.pixels.size());
  for (const std::uint8_t grey : picture.pixels)
    rgb.rgb.insert(rgb.rgb.end(), 3, grey);
  return rgb;
}

Mask truthOf(const imaging::LabelledPicture& picture, const imaging::ObjectMask& object) {
  Mask mask(picture.width, picture.height);
  std::size_t i = 0;
  for (std::int64_t y = 0; y < picture.height; ++y) {
    for (std::int64_t x = 0; x < picture.width; ++x, ++i) {
      if (object.inside[i] != 0) mask.set(x, y);
    }
  }
  return mask;
}

}  // namespace limn::batch
