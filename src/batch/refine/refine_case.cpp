// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/refine_case.h"

#include "limn/batch/agreement.h"
#include "limn/core/model_input.h"
#include "limn/imaging/reading_axis.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"
#include "mask/mask_shape.h"
#include "refine/label_placement.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace limn::batch {
namespace {

std::set<LabelId> labelsIn(const std::vector<LabelId>& voxels) {
  std::vector<bool> isThere(65536);
  for (const LabelId label : voxels)
    isThere[label] = true;
  std::set<LabelId> labels;
  for (std::size_t id = 1; id < isThere.size(); ++id) {
    if (isThere[id]) labels.insert(static_cast<LabelId>(id));
  }
  return labels;
}

Result<void> requireKnownLabels(const RefineCase& item, const std::set<LabelId>& found) {
  if (item.labels.empty()) return {};
  std::vector<LabelId> unknown, known;
  for (const LabelId id : found) {
    if (!item.labels.contains(id)) unknown.push_back(id);
  }
  if (unknown.empty()) return {};
  for (const auto& [id, name] : item.labels)
    known.push_back(id);
  return fail(ErrorCode::Mismatch,
              fmt::format("{}: the draft holds the value {}, but its label table has only {}; "
                          "correct the table or the draft",
                          item.draft.string(), fmt::join(unknown, ", "), fmt::join(known, ", ")));
}

std::vector<LabelInfo> namedLabels(const RefineCase& item, std::vector<LabelInfo> labels) {
  for (LabelInfo& label : labels) {
    const auto name = item.labels.find(label.id);
    if (name != item.labels.end()) label.name = name->second;
  }
  return labels;
}

/// Does not depend on the slice, so that all slices of an organ are shifted the same way.
std::uint64_t defectSeed(std::uint64_t seed, LabelId label) {
  return seed * 65536 + label;
}

/// Calls `edit(voxel)` for the voxel under each pixel of the mask.
template <class Edit>
void editUnder(const Mask& mask, const SliceWalk& walk, std::vector<LabelId>& voxels, Edit edit) {
  const PixelBox box = mask.bounds();
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x)
      if (mask.test(x, y)) edit(voxels[static_cast<std::size_t>(walk.offset(x, y))]);
  }
}

/// The draft with the defect on every slice of every object.
std::vector<LabelId> corrupted(const OpenCase& open, Defect defect, std::uint64_t seed) {
  const Grid& grid = open.volume.grid;
  const SliceLayout layout = sliceLayout(grid, open.axis);
  std::vector<LabelId> voxels(open.draft.size(), 0);
  for (const LabelId label : labelsIn(open.draft)) {
    for (std::int64_t slice = 0; slice < layout.slices; ++slice) {
      const Mask right = maskOn(open.draft, grid, layout, slice, label);
      if (right.bounds().isEmpty()) continue;
      const Mask mask = withDefect(right, defect, defectSeed(seed, label));
      editUnder(mask, sliceWalk(grid, layout, slice), voxels, [&](LabelId& voxel) {
        if (voxel == 0) voxel = label;
      });
    }
  }
  return voxels;
}

/// One object on one slice, before and after.
struct Change {
  LabelId label = 0;
  Mask before, after;
};

/// Removes voxels first and adds voxels then, so that a label can take voxels that another label
/// has released. A voxel that still belongs to another label is not changed.
void apply(const std::vector<Change>& changes, const SliceWalk& walk,
           std::vector<LabelId>& voxels) {
  for (const Change& change : changes) {
    editUnder(subtract(change.before, change.after), walk, voxels,
              [](LabelId& voxel) { voxel = 0; });
  }
  for (const Change& change : changes) {
    editUnder(subtract(change.after, change.before), walk, voxels, [&](LabelId& voxel) {
      if (voxel == 0) voxel = change.label;
    });
  }
}

std::string nameOf(const OpenCase& open, LabelId label) {
  const auto found = std::ranges::find(open.labels, label, &LabelInfo::id);
  return found == open.labels.end() ? std::string() : found->name;
}

/// All work on the slices of one case.
class SliceWork {
 public:
  SliceWork(const OpenCase& open, const RefineOptions& options, core::MaskPredictor& predictor)
      : open_(open),
        options_(options),
        predictor_(predictor),
        layout_(sliceLayout(open.volume.grid, open.axis)),
        mapping_(options.window ? core::windowMapping(*options.window)
                                : core::volumeRangeMapping(open.volume)),
        isGuided_(!open.reference.empty() && options.usesReference),
        result_{open.draft, {}} {}

  [[nodiscard]] Result<RefinedCase> run(const JobContext& job) {
    for (std::int64_t slice = 0; slice < layout_.slices; ++slice) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
      if (auto done = refineSlice(slice, job); !done)
        return passOn(done, fmt::format("slice {}", slice));
    }
    std::ranges::stable_sort(result_.rows, {}, &RefineRow::label);
    return std::move(result_);
  }

 private:
  [[nodiscard]] Mask draftOn(std::int64_t slice, LabelId label) const {
    if (slice < 0 || slice >= layout_.slices) return {};
    return maskOn(open_.draft, open_.volume.grid, layout_, slice, label);
  }
  [[nodiscard]] Mask referenceOn(std::int64_t slice, LabelId label) const {
    return maskOn(open_.reference, open_.volume.grid, layout_, slice, label);
  }

  [[nodiscard]] std::vector<Mask> neighboursOf(std::int64_t slice, LabelId label) const {
    std::vector<Mask> neighbours;
    for (const std::int64_t next : {slice - 1, slice + 1}) {
      Mask mask = draftOn(next, label);
      if (!mask.bounds().isEmpty()) neighbours.push_back(std::move(mask));
    }
    return neighbours;
  }

  [[nodiscard]] std::set<LabelId> labelsOn(std::int64_t slice) const {
    std::set<LabelId> labels = labelsOnSlice(open_.draft, open_.volume.grid, layout_, slice);
    if (isGuided_) labels.merge(labelsOnSlice(open_.reference, open_.volume.grid, layout_, slice));
    return labels;
  }

  [[nodiscard]] Result<void> refineSlice(std::int64_t slice, const JobContext& job) {
    const std::set<LabelId> labels = labelsOn(slice);
    if (labels.empty()) return {};
    const core::SlicePicture picture =
        core::renderModelInput(open_.volume, layout_, slice, mapping_);
    SliceRefiner refiner(predictor_, picture);
    std::vector<Change> changes;
    std::vector<RefineRow> rows;
    for (const LabelId label : labels) {
      Mask draft = draftOn(slice, label);
      auto refined = ask(refiner, slice, label, draft, job);
      if (!refined) return passOn(refined, fmt::format("label {}", label));
      rows.push_back(rowOf(slice, label, *refined));
      changes.push_back({label, std::move(draft), std::move(refined->mask)});
    }
    apply(changes, sliceWalk(open_.volume.grid, layout_, slice), result_.voxels);
    for (std::size_t i = 0; i < rows.size(); ++i)
      measure(rows[i], changes[i].before);
    std::ranges::move(rows, std::back_inserter(result_.rows));
    return {};
  }

  [[nodiscard]] Result<RefinedSlice> ask(SliceRefiner& refiner, std::int64_t slice, LabelId label,
                                         const Mask& draft, const JobContext& job) const {
    if (isGuided_)
      return refiner.refineTowards(referenceOn(slice, label), draft, options_.rule, job);
    return refiner.refine(draft, neighboursOf(slice, label), options_.rule, job);
  }

  [[nodiscard]] RefineRow rowOf(std::int64_t slice, LabelId label,
                                const RefinedSlice& refined) const {
    RefineRow row;
    row.label = label;
    row.name = nameOf(open_, label);
    row.slice = slice;
    row.outcome = outcomeName(refined.outcome);
    row.stop = stopName(refined.stop);
    row.clicks = refined.clicks;
    row.predictedIou = refined.predictedIou;
    row.agreement = refined.agreement;
    row.isDoubtful = refined.isDoubtful;
    return row;
  }

  /// Measures the mask as it was written, without voxels that belong to other labels.
  void measure(RefineRow& row, const Mask& before) const {
    const Mask after = maskOn(result_.voxels, open_.volume.grid, layout_, row.slice, row.label);
    row.pixelsBefore = before.count();
    row.pixelsAfter = after.count();
    row.pixelsChanged = countDiffering(before, after);
    if (const Grid& grid = open_.volume.grid; hasVolume(grid.calibration)) {
      row.volumeChangeMl =
          static_cast<double>(row.pixelsAfter - row.pixelsBefore) * grid.voxelVolumeMm3() / 1000;
    }
    if (open_.reference.empty()) return;
    const Mask reference = referenceOn(row.slice, row.label);
    row.diceBefore = overlapOf(reference, before).dice;
    row.diceAfter = overlapOf(reference, after).dice;
  }

  const OpenCase& open_;
  const RefineOptions& options_;
  core::MaskPredictor& predictor_;
  SliceLayout layout_;
  core::InputMapping mapping_;
  bool isGuided_;  // the refiner uses the reference
  RefinedCase result_;
};

}  // namespace

Mask maskOn(const std::vector<LabelId>& voxels, const Grid& grid, const SliceLayout& layout,
            std::int64_t slice, LabelId label) {
  Mask mask(layout.width, layout.height);
  eachPixel(sliceWalk(grid, layout, slice),
            [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
              if (voxels[static_cast<std::size_t>(offset)] == label) mask.set(x, y);
            });
  return mask;
}

std::set<LabelId> labelsOnSlice(const std::vector<LabelId>& voxels, const Grid& grid,
                                const SliceLayout& layout, std::int64_t slice) {
  std::set<LabelId> labels;
  eachPixel(sliceWalk(grid, layout, slice), [&](std::int64_t, std::int64_t, std::int64_t offset) {
    labels.insert(voxels[static_cast<std::size_t>(offset)]);
  });
  labels.erase(0);
  return labels;
}

Result<OpenCase> openCase(const RefineCase& item, const RefineOptions& options,
                          const JobContext& job) {
  if (item.problem) return tl::unexpected<Error>(*item.problem);
  const imaging::ReadOptions reading{options.inVoxelUnits};
  auto draft = imaging::readSegmentation(item.draft, job, reading);
  if (!draft) return passOn(draft, "reading the draft");
  const std::set<LabelId> found = labelsIn(draft->voxels);
  if (found.empty()) {
    return fail(
        ErrorCode::NotFound,
        fmt::format("{}: the draft is empty; there is nothing to refine", item.draft.string()));
  }
  if (auto known = requireKnownLabels(item, found); !known) return passOn(known);
  auto volume = imaging::readVolume(item.image, job, reading);
  if (!volume) return passOn(volume, "reading the image");

  OpenCase open;
  open.volume = std::move(*volume);
  const bool isCalibrated = open.volume.grid.calibration != Calibration::None;
  if (options.inVoxelUnits && !isCalibrated) open.notes = open.volume.warnings;
  open.axis = options.axis.value_or(imaging::readingAxis(open.volume.grid));
  open.labels = namedLabels(item, draft->labels);
  auto placed = placeLabels(*draft, item.draft.string(), open.volume.grid, item.image.string());
  if (!placed) return passOn(placed);
  open.draft = std::move(placed->voxels);
  if (!placed->note.empty()) open.notes.push_back(placed->note);
  if (!item.reference.empty()) {
    auto reference = imaging::readSegmentation(item.reference, job, reading);
    if (!reference) return passOn(reference, "reading the reference");
    auto own =
        placeLabels(*reference, item.reference.string(), open.volume.grid, item.image.string());
    if (!own) return passOn(own);
    open.reference = std::move(own->voxels);
    if (!own->note.empty()) open.notes.push_back(own->note);
  }
  if (item.defect) {
    if (open.reference.empty()) open.reference = open.draft;
    open.draft = corrupted(open, *item.defect, options.seed);
  }
  return open;
}

Result<RefinedCase> refineOpenCase(const OpenCase& open, const RefineOptions& options,
                                   core::MaskPredictor& predictor, const JobContext& job) {
  return SliceWork(open, options, predictor).run(job);
}

}  // namespace limn::batch
