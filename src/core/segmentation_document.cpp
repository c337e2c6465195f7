// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/segmentation_document.h"

#include "label_palette.h"
#include "limn/core/case_store.h"
#include "observers.h"
#include "refusal.h"
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
  std::vector<CaseObjectPtr> accepted;  // not undone, oldest first
  std::vector<CaseObjectPtr> objects;   // of these, the ones in place
  std::function<void(CaseAction)> journal;
  std::uint64_t savedMark = 0;
  bool frozen = false;
  Observers observers;

  [[nodiscard]] LabelInfo* find(LabelId id) {
    const auto found = std::ranges::find(labels, id, &LabelInfo::id);
    return found == labels.end() ? nullptr : &*found;
  }

  /// Whoever wants to change something asks first; observers hear of a refusal.
  [[nodiscard]] bool refuses() const {
    if (frozen) observers.notify(EditRefused{});
    return frozen;
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
    tell({.kind = entry.object  ? CaseAction::Kind::Accept
                  : listChanged ? CaseAction::Kind::EditLabels
                                : CaseAction::Kind::Write,
          .what = entry.what,
          .runs = entry.runs,
          .labels = entry.labelsAfter,
          .object = entry.object});
    push(std::move(entry));
    announce(masks, listChanged);
  }

  void push(UndoEntry entry) {
    if (entry.object) accepted.push_back(entry.object);
    updateObjects();
    history.push(std::move(entry));
  }

  void updateObjects() {
    objects.clear();
    for (const CaseObjectPtr& next : accepted) {
      std::erase_if(objects, [&](const CaseObjectPtr& earlier) {
        const bool isReplaced = next->entry == CaseObject::Entry::Replaced &&
                                earlier->slice == next->slice && earlier->label == next->label;
        return isReplaced || earlier->number == next->continues;
      });
      objects.push_back(next);
    }
    std::erase_if(objects, [&](const CaseObjectPtr& object) { return !find(object->label); });
  }

  void tell(CaseAction action) const {
    if (journal) journal(std::move(action));
  }
  /// An undo or redo that has been done, told with what it changed.
  void tellMove(CaseAction::Kind kind, const UndoEntry& entry) const {
    const bool isUndo = kind == CaseAction::Kind::Undo;
    tell({.kind = kind,
          .target = CaseAction::Target::Document,
          .what = (isUndo ? "Undo " : "Redo ") + entry.what,
          .runs = isUndo ? inverseRuns(entry.runs) : entry.runs,
          .labels = entry.labelsBefore ? std::optional(labels) : std::nullopt});
  }
  /// Follows a move in the history, once the label list has.
  void moveObject(const UndoEntry* entry, CaseAction::Kind kind) {
    if (entry != nullptr && entry->object) {
      if (kind == CaseAction::Kind::Undo) {
        std::erase(accepted, entry->object);
      } else {
        accepted.push_back(entry->object);
      }
    }
    updateObjects();
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
    if (refuses()) return refusal();
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

SegmentationDocument::SegmentationDocument(const Volume& source, std::vector<LabelInfo> labels)
    : impl_(std::make_unique<Impl>()) {
  impl_->grid = source.grid;
  impl_->source = source.source;
  impl_->voxels.resize(static_cast<std::size_t>(source.grid.size.voxels()));
  impl_->counts[0] = source.grid.size.voxels();
  impl_->labels = labels.empty() ? firstLabels() : std::move(labels);
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

void SegmentationDocument::setFrozen(bool frozen) {
  impl_->frozen = frozen;
}

LabelId SegmentationDocument::addLabel(std::string name, std::optional<Rgb> color) {
  if (impl_->refuses()) return 0;
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
  if (impl_->refuses()) return refusal();
  LabelInfo* label = impl_->find(id);
  if (label == nullptr) return Impl::unknown(id);
  if (std::exchange(label->visible, visible) == visible) return {};
  impl_->tell({.kind = CaseAction::Kind::ShowLabels,
               .what = fmt::format("{} {}", visible ? "Show" : "Hide", label->name),
               .labels = impl_->labels});
  impl_->observers.notify(LabelsChanged{});
  return {};
}

Result<void> SegmentationDocument::removeLabel(LabelId id) {
  if (impl_->refuses()) return refusal();
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
                                                   std::string what, CaseObjectPtr object) {
  if (impl_->refuses()) return refusal();
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
  UndoEntry entry = gate.commit(std::move(what));
  entry.object = std::move(object);
  impl_->remember(std::move(entry));
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
  if (impl_->refuses()) return false;
  const UndoEntry* entry = impl_->history.stepBack();
  if (entry == nullptr) return false;
  revertRuns(impl_->voxels, entry->runs);
  impl_->countRuns(entry->runs, -1);
  impl_->restoreLabels(entry->labelsBefore);
  impl_->moveObject(entry, CaseAction::Kind::Undo);
  impl_->tellMove(CaseAction::Kind::Undo, *entry);
  impl_->announce({Impl::touchedLabels(entry->runs)}, entry->labelsBefore.has_value());
  return true;
}

bool SegmentationDocument::redo() {
  if (impl_->refuses()) return false;
  const UndoEntry* entry = impl_->history.stepForward();
  if (entry == nullptr) return false;
  applyRuns(impl_->voxels, entry->runs);
  impl_->countRuns(entry->runs, +1);
  impl_->restoreLabels(entry->labelsAfter);
  impl_->moveObject(entry, CaseAction::Kind::Redo);
  impl_->tellMove(CaseAction::Kind::Redo, *entry);
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

const std::vector<CaseObjectPtr>& SegmentationDocument::objects() const {
  return impl_->objects;
}

void SegmentationDocument::setJournal(std::function<void(CaseAction)> journal) {
  impl_->journal = std::move(journal);
}

Result<void> SegmentationDocument::restore(const CaseAction& action) {
  if (action.target == CaseAction::Target::Prompts) return {};
  if (auto applied = applyChecked(impl_->voxels, action.runs); !applied) {
    return passOn(applied, fmt::format("action {}", action.number));
  }
  impl_->countRuns(action.runs, +1);
  if (action.kind == CaseAction::Kind::Undo) {
    impl_->moveObject(impl_->history.stepBack(), action.kind);
  } else if (action.kind == CaseAction::Kind::Redo) {
    impl_->moveObject(impl_->history.stepForward(), action.kind);
  } else if (action.kind != CaseAction::Kind::ShowLabels) {
    UndoEntry entry{action.what, action.runs, {}, {}, action.object};
    if (action.labels) {
      entry.labelsBefore = impl_->labels;
      entry.labelsAfter = action.labels;
    }
    if (!entry.isEmpty()) impl_->push(std::move(entry));
  }
  if (action.labels) {
    impl_->labels = *action.labels;
    impl_->updateObjects();
  }
  return {};
}

Segmentation SegmentationDocument::snapshot() const {
  return {impl_->grid, impl_->voxels, impl_->labels, impl_->source};
}

Subscription SegmentationDocument::subscribe(std::function<void(const ChangeEvent&)> observer) {
  return impl_->observers.add(std::move(observer));
}

}  // namespace limn::core
