// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_run.h"

#include "limn/base/content_hash.h"
#include "limn/batch/mask_painting.h"
#include "limn/imaging/segmentation_io.h"
#include "refine/label_placement.h"
#include "refine/refine_case_file.h"

#include <fmt/core.h>

#include <charconv>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace limn::batch {
namespace fs = std::filesystem;
namespace {

std::string axisName(Axis axis) {
  return axis == Axis::X ? "x" : axis == Axis::Y ? "y" : "z";
}

/// Increase it when the same draft and answers give another mask than before.
constexpr int kMethod = 2;

std::string absolutePath(const fs::path& path) {
  return path.empty() ? std::string() : fs::absolute(path).lexically_normal().string();
}

/// The content of all inputs of a case, read again where `known` does not say.
InputHashes hashInputs(const RefineCase& item, const InputHashes& known) {
  InputHashes inputs;
  for (const fs::path& input : {item.image, item.draft, item.reference}) {
    if (input.empty()) continue;
    const std::string path = absolutePath(input);
    const auto found = known.find(path);
    inputs[path] = hashInput(input, found == known.end() ? InputHash{} : found->second);
  }
  return inputs;
}

/// Hash of everything that decides the result.
std::string keyOf(const RefineCase& item, const RefineRun& run, const InputHashes& inputs) {
  const RefineOptions& options = run.options;
  const RefineRule& rule = options.rule;
  ContentHash key;
  key.add(fmt::format("{} {} {} {} {} {}", kMethod, run.model.weightsHash, run.model.family,
                      run.model.adapters, run.model.inputSide, rule.maxClicks));
  key.add(fmt::format("{} {} {} {}", rule.enoughIou, rule.leastChange, options.usesReference,
                      options.seed));
  key.add(options.axis ? axisName(*options.axis) : "");
  key.add(options.window ? fmt::format("{} {}", options.window->centre, options.window->width)
                         : "");
  key.add(options.writesCases ? "cases" : "");
  if (options.inVoxelUnits) key.add("voxel units");
  key.add(item.defect ? defectName(*item.defect) : "");
  for (const auto& [id, name] : item.labels)
    key.add(fmt::format("{} {}", id, name));
  for (const fs::path& input : {item.image, item.draft, item.reference})
    key.add(input.empty() ? std::string() : inputs.at(absolutePath(input)).content);
  return key.hex();
}

CaseRecord recordOf(const RefineCase& item, const RefineRun& run, std::string key,
                    std::size_t total) {
  CaseRecord record;
  record.id = item.id;
  record.key = std::move(key);
  record.index = item.index;
  record.total = total;
  record.seed = run.options.seed;
  record.image = absolutePath(item.image);
  record.draft = absolutePath(item.draft);
  record.reference = absolutePath(item.reference);
  record.modality = item.modality;
  record.target = item.target;
  if (item.defect) record.defect = defectName(*item.defect);
  return record;
}

/// Refines one case and writes its mask; the record is the caller's to write.
Result<void> refineOne(const RefineCase& item, const RefineRun& run, const RefineFolder& folder,
                       core::MaskPredictor& predictor, const JobContext& job, CaseRecord& record) {
  auto open = openCase(item, run.options, job);
  if (!open) return passOn(open);
  auto refined = refineOpenCase(*open, run.options, predictor, job);
  if (!refined) return passOn(refined);
  Segmentation mask = emptySegmentation(open->volume, {});
  mask.labels = open->labels;
  mask.voxels = std::move(refined->voxels);
  record.mask =
      fmt::format("masks/{}{}", item.id, isPicture(open->volume.source) ? ".png" : ".nii.gz");
  auto written = imaging::writeSegmentation(mask, folder.path() / record.mask, job);
  if (!written) return passOn(written);
  if (run.options.writesCases) {
    const fs::path file = folder.caseFile(item.id);
    auto kept = writeRefineCase(file, *open, mask, refined->rows);
    if (!kept) return passOn(kept);
    if (!*kept)
      open->notes.push_back(file.filename().string() +
                            " was changed by a reader and is not replaced");
  }
  record.axis = axisName(open->axis);
  record.notes = std::move(open->notes);
  record.rows = std::move(refined->rows);
  return {};
}

bool endsTheRun(ErrorCode code) {
  return code == ErrorCode::Cancelled || code == ErrorCode::OutOfMemory ||
         code == ErrorCode::WriteFailed;
}

}  // namespace

Result<Shard> parseShard(const std::string& text) {
  const auto refuse = [&] {
    return fail(
        ErrorCode::WrongUse,
        fmt::format("--shard expects I/N with 0 <= I < N, for instance 0/64; found '{}'", text));
  };
  Shard shard;
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  if (index.ec != std::errc{} || index.ptr == end || *index.ptr != '/') return refuse();
  const auto count = std::from_chars(index.ptr + 1, end, shard.count);
  if (count.ec != std::errc{} || count.ptr != end || shard.index >= shard.count) return refuse();
  return shard;
}

Result<RefineTally> refineCases(const std::vector<RefineCase>& cases, const RefineRun& run,
                                const RefineFolder& folder, const PredictorFactory& makePredictor,
                                const JobContext& job) {
  std::vector<const RefineCase*> own;
  for (const RefineCase& item : cases) {
    if (item.index % run.shard.count == run.shard.index) own.push_back(&item);
  }
  std::mutex mutex;
  RefineTally tally;
  std::optional<Error> failure;
  std::map<std::size_t, Error> problems;
  const JobContext quiet{job.stop, {}};
  const auto work = [&](core::MaskPredictor& predictor, std::size_t place) {
    const RefineCase& item = *own[place];
    const InputHashes known = run.rehashes ? InputHashes() : folder.knownInputs(item.id);
    const InputHashes inputs = hashInputs(item, known);
    if (inputs != known) folder.keepInputs(item.id, inputs);
    const std::string key = keyOf(item, run, inputs);
    if (folder.finished(item.id, key)) {
      const std::lock_guard lock(mutex);
      ++tally.before;
      return true;
    }
    CaseRecord record = recordOf(item, run, key, cases.size());
    auto done = refineOne(item, run, folder, predictor, quiet, record);
    if (!done && !endsTheRun(done.error().code)) record.error = done.error();
    if (done || record.error) {
      auto written = folder.write(record);
      if (!written) done = passOn(written);
    }
    const std::lock_guard lock(mutex);
    if (!done && endsTheRun(done.error().code)) {
      done.error().context.push_back(item.id);
      if (!failure) failure = std::move(done.error());
      return false;
    }
    ++(done ? tally.refined : tally.broken);
    if (!done) problems.emplace(item.index, std::move(done.error()).withContext(item.id));
    return true;
  };
  auto shared = shareOut(own.size(), run.workers, makePredictor, work, job, "refining");
  if (failure) return tl::unexpected<Error>(std::move(*failure));
  if (!shared) return passOn(shared);
  for (auto& [index, problem] : problems)
    tally.problems.push_back(std::move(problem));
  return tally;
}

}  // namespace limn::batch
