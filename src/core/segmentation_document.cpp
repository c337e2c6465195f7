// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/segmentation_document.h"

#include "label_palette.h"
#include "observers.h"
#include "undo_stack.h"
#include "write_gate.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

namespace limn::core {

struct SegmentationDocument::Impl {
  Grid grid;
  SourceRef source;
  std::vector<LabelId> voxels;
  std::vector<LabelInfo> labels;
  std::vector<std::int64_t> counts = std::vector<std::int64_t>(65536);  // voxels per label
  UndoStack history;
  std::uint64_t savedMark = 0;
  Observers observers;

  [[nodiscard]] LabelInfo* find(LabelId id) {
    const auto found = std::ranges::find(labels, id, &LabelInfo::id);
    return found == labels.end() ? nullptr : &*found;
  }

  /// Calls `visit(pictureX, pictureY, offset)` for each pixel of the slice picture.
  template <class Visit>
  void eachPixel(SliceRef slice, Visit visit) const {
    const SliceLayout layout = sliceLayout(grid, slice.axis);
    const std::array<std::int64_t, 3> strides{1, grid.size.x, grid.size.x * grid.size.y};
    const std::int64_t columnStride = strides[static_cast<std::size_t>(layout.column)];
    const std::int64_t rowStride = strides[static_cast<std::size_t>(layout.row)];
    const std::int64_t base = slice.slice * strides[static_cast<std::size_t>(layout.normal)];
    for (std::int64_t v = 0; v < layout.height; ++v) {  // in storage order, so that runs are long
      for (std::int64_t u = 0; u < layout.width; ++u) {
        visit(layout.columnFlipped ? layout.width - 1 - u : u,
              layout.rowFlipped ? layout.height - 1 - v : v,
              base + u * columnStride + v * rowStride);
      }
    }
  }

  void countRuns(const std::vector<LabelRun>& runs, std::int64_t sign) {
    for (const LabelRun& run : runs) {
      counts[run.before] -= sign * run.length;
      counts[run.after] += sign * run.length;
    }
  }

  void remember(UndoEntry entry) {
    if (entry.isEmpty()) return;
    countRuns(entry.runs, +1);
    const MaskChanged masks{touchedLabels(entry.runs)};
    const bool listChanged = entry.labelsBefore.has_value();
    history.push(std::move(entry));
    announce(masks, listChanged);
  }

  [[nodiscard]] static std::vector<LabelId> touchedLabels(const std::vector<LabelRun>& runs) {
    std::set<LabelId> touched;
    for (const LabelRun& run : runs)
      touched.insert({run.before, run.after});
    touched.erase(0);
    return {touched.begin(), touched.end()};
  }

  void announce(const MaskChanged& masks, bool listChanged) const {
    if (listChanged) observers.notify(LabelsChanged{});
    if (!masks.labels.empty()) observers.notify(masks);
    observers.notify(SavedStateChanged{});
  }

  /// Brings an earlier or later label list back. What is shown is not part of the history.
  void restoreLabels(const std::optional<std::vector<LabelInfo>>& list) {
    if (!list) return;
    const std::vector<LabelInfo> present = std::exchange(labels, *list);
    for (const LabelInfo& label : present) {
      if (LabelInfo* same = find(label.id)) same->visible = label.visible;
    }
  }

  /// Changes the label list by `change` as one undoable action.
  Result<void> editLabel(LabelId id, std::string what,
                         const std::function<void(LabelInfo&)>& change) {
    LabelInfo* label = find(id);
    if (label == nullptr) return unknown(id);
    const std::vector<LabelInfo> before = labels;
    change(*label);
    if (labels == before) return {};
    remember({std::move(what), {}, before, labels});
    return {};
  }

  [[nodiscard]] static tl::unexpected<Error> unknown(LabelId id) {
    return fail(ErrorCode::NotFound, fmt::format("there is no label {}", id));
  }
};

SegmentationDocument::SegmentationDocument(const Volume& source) : impl_(std::make_unique<Impl>()) {
  impl_->grid = source.grid;
  impl_->source = source.source;
  impl_->voxels.resize(static_cast<std::size_t>(source.grid.size.voxels()));
  impl_->counts[0] = source.grid.size.voxels();
  impl_->labels.push_back({1, "Label 1", paletteColor(1), true, false});
}
SegmentationDocument::~SegmentationDocument() = default;

const Grid& SegmentationDocument::grid() const {
  return impl_->grid;
}

LabelId SegmentationDocument::labelAt(VoxelIndex index) const {
  return impl_->voxels[static_cast<std::size_t>(impl_->grid.offset(index))];
}

Mask SegmentationDocument::labelMask(SliceRef slice, LabelId label) const {
  const SliceLayout layout = sliceLayout(impl_->grid, slice.axis);
  Mask mask(layout.width, layout.height);
  impl_->eachPixel(slice, [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
    if (impl_->voxels[static_cast<std::size_t>(offset)] == label) mask.set(x, y);
  });
  return mask;
}

std::vector<LabelId> SegmentationDocument::sliceLabels(SliceRef slice) const {
  const SliceLayout layout = sliceLayout(impl_->grid, slice.axis);
  std::vector<LabelId> labels(static_cast<std::size_t>(layout.width * layout.height));
  impl_->eachPixel(slice, [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
    labels[static_cast<std::size_t>(y * layout.width + x)] =
        impl_->voxels[static_cast<std::size_t>(offset)];
  });
  return labels;
}

std::int64_t SegmentationDocument::voxelCount(LabelId label) const {
  return impl_->counts[label];
}

const std::vector<LabelInfo>& SegmentationDocument::labels() const {
  return impl_->labels;
}

const LabelInfo* SegmentationDocument::findLabel(LabelId id) const {
  return impl_->find(id);
}

LabelId SegmentationDocument::addLabel(std::string name, std::optional<Rgb> color) {
  const LabelId id = freeLabelId(impl_->labels);
  if (name.empty()) name = fmt::format("Label {}", id);
  const std::vector<LabelInfo> before = impl_->labels;
  std::string what = fmt::format("Add label {}", name);
  impl_->labels.push_back({id, std::move(name), color.value_or(paletteColor(id)), true, false});
  impl_->remember({std::move(what), {}, before, impl_->labels});
  return id;
}

Result<void> SegmentationDocument::renameLabel(LabelId id, std::string name) {
  if (name.empty()) return fail(ErrorCode::WrongUse, "a label needs a name");
  return impl_->editLabel(id, fmt::format("Rename label to {}", name),
                          [&](LabelInfo& label) { label.name = std::move(name); });
}

Result<void> SegmentationDocument::recolorLabel(LabelId id, Rgb color) {
  return impl_->editLabel(id, "Change label colour",
                          [&](LabelInfo& label) { label.color = color; });
}

Result<void> SegmentationDocument::setLocked(LabelId id, bool locked) {
  return impl_->editLabel(id, locked ? "Lock label" : "Unlock label",
                          [&](LabelInfo& label) { label.locked = locked; });
}

Result<void> SegmentationDocument::setVisible(LabelId id, bool visible) {
  LabelInfo* label = impl_->find(id);
  if (label == nullptr) return Impl::unknown(id);
  if (std::exchange(label->visible, visible) != visible) impl_->observers.notify(LabelsChanged{});
  return {};
}

Result<void> SegmentationDocument::removeLabel(LabelId id) {
  const LabelInfo* label = findLabel(id);
  if (label == nullptr) return Impl::unknown(id);
  if (label->locked) {
    return fail(ErrorCode::Locked,
                fmt::format("label {} is locked; unlock it to remove it", label->name));
  }
  WriteGate gate(impl_->voxels, impl_->labels, Overlap::KeepOthers);
  for (std::size_t i = 0; i < impl_->voxels.size(); ++i)
    gate.take(static_cast<std::int64_t>(i), id);
  UndoEntry entry = gate.commit(fmt::format("Remove label {}", label->name));
  entry.labelsBefore = impl_->labels;
  std::erase_if(impl_->labels, [&](const LabelInfo& other) { return other.id == id; });
  entry.labelsAfter = impl_->labels;
  impl_->remember(std::move(entry));
  return {};
}

Result<WriteFootprint> SegmentationDocument::write(SliceRef slice, LabelId id, const Mask& mask,
                                                   WriteMode mode, Overlap overlap,
                                                   std::string what) {
  const LabelInfo* label = findLabel(id);
  if (label == nullptr) return Impl::unknown(id);
  if (label->locked) {
    return fail(ErrorCode::Locked,
                fmt::format("label {} is locked; unlock it to change it", label->name));
  }
  const SliceLayout layout = sliceLayout(impl_->grid, slice.axis);
  if (mask.width() != layout.width || mask.height() != layout.height) {
    return fail(ErrorCode::Mismatch,
                fmt::format("the mask has {}x{} pixels, the slice {}x{}", mask.width(),
                            mask.height(), layout.width, layout.height));
  }
  if (slice.slice < 0 || slice.slice >= layout.slices) {
    return fail(ErrorCode::OutOfRange, fmt::format("there is no slice {}; the volume has 0 to {}",
                                                   slice.slice, layout.slices - 1));
  }
  WriteGate gate(impl_->voxels, impl_->labels, overlap);
  impl_->eachPixel(slice, [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
    const bool on = mask.test(x, y);
    if (on && mode != WriteMode::Erase) gate.give(offset, id);
    if (on == (mode == WriteMode::Erase) && mode != WriteMode::Add) gate.take(offset, id);
  });
  const WriteFootprint footprint = gate.footprint();
  impl_->remember(gate.commit(std::move(what)));
  return footprint;
}

bool SegmentationDocument::canUndo() const {
  return impl_->history.canUndo();
}
bool SegmentationDocument::canRedo() const {
  return impl_->history.canRedo();
}
std::string SegmentationDocument::undoText() const {
  return impl_->history.undoText();
}
std::string SegmentationDocument::redoText() const {
  return impl_->history.redoText();
}

bool SegmentationDocument::undo() {
  const UndoEntry* entry = impl_->history.stepBack();
  if (entry == nullptr) return false;
  revertRuns(impl_->voxels, entry->runs);
  impl_->countRuns(entry->runs, -1);
  impl_->restoreLabels(entry->labelsBefore);
  impl_->announce({Impl::touchedLabels(entry->runs)}, entry->labelsBefore.has_value());
  return true;
}

bool SegmentationDocument::redo() {
  const UndoEntry* entry = impl_->history.stepForward();
  if (entry == nullptr) return false;
  applyRuns(impl_->voxels, entry->runs);
  impl_->countRuns(entry->runs, +1);
  impl_->restoreLabels(entry->labelsAfter);
  impl_->announce({Impl::touchedLabels(entry->runs)}, entry->labelsAfter.has_value());
  return true;
}

bool SegmentationDocument::isModified() const {
  return impl_->history.mark() != impl_->savedMark;
}

void SegmentationDocument::markSaved() {
  impl_->savedMark = impl_->history.mark();
  impl_->observers.notify(SavedStateChanged{});
}

Segmentation SegmentationDocument::snapshot() const {
  return {impl_->grid, impl_->voxels, impl_->labels, impl_->source};
}

Subscription SegmentationDocument::subscribe(std::function<void(const ChangeEvent&)> observer) {
  return impl_->observers.add(std::move(observer));
}

}  // namespace limn::core
