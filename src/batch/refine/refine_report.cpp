// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_report.h"

#include "limn/base/atomic_file.h"
#include "limn/batch/json_file.h"
#include "limn/core/model_input.h"
#include "limn/imaging/segmentation_io.h"
#include "refine/label_placement.h"
#include "refine/refine_page.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace limn::batch {
namespace fs = std::filesystem;
namespace {

struct RecordPlace {
  fs::path file;
  const RefineFolder* folder = nullptr;
  bool isBroken = false;
};

/// Where the record of each case is, by its number. A record without an error replaces one with an
/// error.
Result<std::map<std::size_t, RecordPlace>> findRecords(const std::vector<RefineFolder>& folders,
                                                       const JobContext& job) {
  std::map<std::size_t, RecordPlace> places;
  std::map<std::size_t, std::pair<std::string, std::string>> known;  // id and key
  for (const RefineFolder& folder : folders) {
    auto files = folder.recordFiles();
    if (!files) return passOn(files);
    for (const fs::path& file : *files) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
      auto record = readRecord(file);
      if (!record) return passOn(record);
      const RecordPlace place{file, &folder, record->error.has_value()};
      const auto [at, isNew] = places.emplace(record->index, place);
      if (isNew) {
        known[record->index] = {record->id, record->key};
        continue;
      }
      const auto& [id, key] = known[record->index];
      if (id != record->id || (!at->second.isBroken && !place.isBroken && key != record->key)) {
        return fail(ErrorCode::Mismatch,
                    fmt::format("{} and {} are both case {} of a list but not the same work; merge "
                                "only the parts of one batch",
                                at->second.file.string(), file.string(), record->index));
      }
      if (at->second.isBroken && !place.isBroken) at->second = place;
    }
  }
  return places;
}

/// A text file that grows as it is written.
class GrowingFile {
 public:
  static Result<GrowingFile> create(const fs::path& path) {
    auto file = AtomicFile::create(path);
    if (!file) return passOn(file);
    return GrowingFile(std::move(*file));
  }
  Result<void> add(const std::string& text) { return file_.write(std::as_bytes(std::span(text))); }
  Result<void> finish() { return file_.commit(); }

 private:
  explicit GrowingFile(AtomicFile file) : file_(std::move(file)) {}
  AtomicFile file_;
};

std::optional<Axis> axisFrom(const std::string& name) {
  if (name == "x") return Axis::X;
  if (name == "y") return Axis::Y;
  return name == "z" ? std::optional(Axis::Z) : std::nullopt;
}

/// Reads image, draft and refined mask of a change again.
Result<ChangePicture> pictureOf(const LargeChange& change, const JobContext& job) {
  const CaseRecord& record = change.record;
  RefineCase item;
  item.image = record.image;
  item.draft = record.draft;
  item.reference = record.reference;
  RefineOptions options;
  options.axis = axisFrom(record.axis);
  options.seed = record.seed;
  options.inVoxelUnits = true;  // as the run was allowed to, which has refined this case
  if (!record.defect.empty()) {
    auto defect = defectNamed(record.defect);
    if (!defect) return passOn(defect);
    item.defect = *defect;
  }
  auto open = openCase(item, options, job);
  if (!open) return passOn(open);
  const fs::path maskFile = fs::path(change.folder) / record.mask;
  auto refined = imaging::readSegmentation(maskFile, job);
  if (!refined) return passOn(refined);
  const Grid& grid = open->volume.grid;
  auto placed = placeLabels(*refined, maskFile.string(), grid, record.image);
  if (!placed) return passOn(placed);

  const SliceLayout layout = sliceLayout(grid, open->axis);
  const std::int64_t slice = change.row.slice;
  const LabelId label = change.row.label;
  ChangePicture shown{change, {}, {}, {}, {}, {}};
  shown.picture =
      core::renderModelInput(open->volume, layout, slice, core::volumeRangeMapping(open->volume));
  shown.before = maskOn(open->draft, grid, layout, slice, label);
  shown.after = maskOn(placed->voxels, grid, layout, slice, label);
  if (!open->reference.empty())
    shown.reference = maskOn(open->reference, grid, layout, slice, label);
  return shown;
}

std::vector<ChangePicture> picturesOf(const RefineSummary& summary, const JobContext& job) {
  std::vector<ChangePicture> pictures;
  for (const LargeChange& change : summary.largest) {
    auto shown = pictureOf(change, job);
    ChangePicture& made = pictures.emplace_back();
    if (shown) {
      made = std::move(*shown);
    } else {
      made.change = change;
      made.problem = shown.error().message();
    }
  }
  return pictures;
}

}  // namespace

Result<RefineSummary> writeRefineReport(const std::vector<RefineFolder>& folders,
                                        const fs::path& target, const JobContext& job) {
  auto places = findRecords(folders, job);
  if (!places) return passOn(places);
  auto csv = GrowingFile::create(target / "rows.csv");
  if (!csv) return passOn(csv);
  auto lines = GrowingFile::create(target / "rows.jsonl");
  if (!lines) return passOn(lines);
  if (auto written = csv->add(refineCsvHeading()); !written) return passOn(written);

  RefineSummary summary;
  std::size_t done = 0;
  for (const auto& [index, place] : *places) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
    job.report(static_cast<double>(done++) / static_cast<double>(places->size()), "reporting");
    auto record = readRecord(place.file);
    if (!record) return passOn(record);
    if (auto written = csv->add(refineCsvRows(*record)); !written) return passOn(written);
    if (auto written = lines->add(refineJsonLines(*record)); !written) return passOn(written);
    summary.add(*record, place.folder->path().string());
  }
  const std::string page = refinePage(summary, picturesOf(summary, job));
  if (auto written = csv->finish(); !written) return passOn(written);
  if (auto written = lines->finish(); !written) return passOn(written);
  if (auto written = writeJsonFile(target / "summary.json", toJson(summary)); !written)
    return passOn(written);
  auto written = writeFileAtomically(target / "report.html", std::as_bytes(std::span(page)));
  if (!written) return passOn(written);
  return summary;
}

}  // namespace limn::batch
