// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/segmentation_document.h"

#include "document/label_palette.h"
#include "document/observers.h"
#include "document/refusal.h"
#include "document/write_gate.h"
#include "limn/core/case_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace limn::core {

struct SegmentationDocument::Impl {
  Impl(Grid grid, SourceRef source, std::vector<LabelInfo> labels)
      : voxels(LabelVolume(grid)), journal(grid, std::move(source), std::move(labels)) {
    keepActiveLabel();
  }

  LabelWriter voxels;
  Journal journal;
  LabelId activeLabel = 0;
  std::optional<std::vector<CaseObjectPtr>> objects;  // made when asked for
  std::function<void(const CaseAction&)> recorder;
  std::int64_t savedContents = 0;
  bool frozen = false;
  Observers observers;

  [[nodiscard]] const LabelInfo* find(LabelId id) const {
    const auto found = std::ranges::find(journal.labels(), id, &LabelInfo::id);
    return found == journal.labels().end() ? nullptr : &*found;
  }

  /// Whoever wants to change something asks first; observers hear of a refusal.
  [[nodiscard]] bool refuses() const {
    if (frozen) observers.notify(EditRefused{});
    return frozen;
  }

  /// The one way of every change that is made here.
  void perform(CaseAction action) {
    action.number = static_cast<std::int64_t>(journal.size()) + 1;
    action.utc = utcNow();
    action.activeLabel = activeLabel;
    voxels.apply(action.runs);
    addToJournal(std::move(action));
    const CaseAction& added = journal[journal.size() - 1];
    if (recorder) recorder(added);
    announce(added);
  }

  void addToJournal(CaseAction action) {
    journal.add(std::move(action));
    objects.reset();
  }

  /// False when the active label had been removed and is another one now.
  bool keepActiveLabel() {
    if (find(activeLabel) != nullptr) return true;
    activeLabel = journal.labels().empty() ? LabelId{0} : journal.labels().front().id;
    return false;
  }

  [[nodiscard]] static std::vector<LabelId> touchedLabels(const std::vector<LabelRun>& runs) {
    std::set<LabelId> touched;
    for (const LabelRun& run : runs)
      touched.insert({run.before, run.after});
    touched.erase(0);
    return {touched.begin(), touched.end()};
  }

  void announce(const CaseAction& action) {
    const MaskChanged masks{touchedLabels(action.runs)};
    const bool hasLabels = action.labels.has_value();
    const bool hasPrompts = action.prompts || action.kind == CaseAction::Kind::Accept;
    if (hasLabels && !keepActiveLabel()) observers.notify(ActiveLabelChanged{});
    if (hasLabels) observers.notify(LabelsChanged{});
    if (!masks.labels.empty()) observers.notify(masks);
    if (hasPrompts) observers.notify(PromptsChanged{});
    observers.notify(SavedStateChanged{});
  }

  void editLabels(std::string what, std::vector<LabelInfo> after, std::vector<LabelRun> runs = {}) {
    if (after == journal.labels()) return;
    perform({.kind = CaseAction::Kind::EditLabels,
             .what = std::move(what),
             .runs = std::move(runs),
             .labels = std::move(after)});
  }

  /// Changes one label by `change` as one undoable action.
  Result<void> editLabel(LabelId id, std::string what,
                         const std::function<void(LabelInfo&)>& change) {
    if (refuses()) return refusal();
    if (find(id) == nullptr) return unknown(id);
    std::vector<LabelInfo> after = journal.labels();
    change(*std::ranges::find(after, id, &LabelInfo::id));
    editLabels(std::move(what), std::move(after));
    return {};
  }

  [[nodiscard]] static tl::unexpected<Error> unknown(LabelId id) {
    return fail(ErrorCode::NotFound, fmt::format("there is no label {}", id));
  }
  [[nodiscard]] static tl::unexpected<Error> locked(const LabelInfo& label, const char* purpose) {
    return fail(ErrorCode::Locked,
                fmt::format("label {} is locked; unlock it to {} it", label.name, purpose));
  }
};

SegmentationDocument::SegmentationDocument(const Volume& source, std::vector<LabelInfo> labels)
    : SegmentationDocument(source.grid, source.source, std::move(labels)) {}
SegmentationDocument::SegmentationDocument(Grid grid, SourceRef source,
                                           std::vector<LabelInfo> labels)
    : impl_(std::make_unique<Impl>(std::move(grid), std::move(source),
                                   labels.empty() ? firstLabels() : std::move(labels))) {}
SegmentationDocument::~SegmentationDocument() = default;

void SegmentationDocument::setSource(const Volume& source) {
  impl_->voxels.setGrid(source.grid);
  impl_->journal.setSource(source);
}

const Grid& SegmentationDocument::grid() const {
  return impl_->voxels.volume().grid();
}

LabelId SegmentationDocument::labelAt(VoxelIndex index) const {
  return impl_->voxels.volume().at(grid().offset(index));
}

Mask SegmentationDocument::labelMask(SliceRef slice, LabelId label) const {
  return impl_->voxels.volume().mask(slice, label);
}

std::vector<LabelId> SegmentationDocument::sliceLabels(SliceRef slice) const {
  return impl_->voxels.volume().slice(slice);
}

std::int64_t SegmentationDocument::voxelCount(LabelId label) const {
  return impl_->voxels.volume().count(label);
}

const std::vector<LabelInfo>& SegmentationDocument::labels() const {
  return impl_->journal.labels();
}

const LabelInfo* SegmentationDocument::findLabel(LabelId id) const {
  return impl_->find(id);
}

void SegmentationDocument::setFrozen(bool frozen) {
  impl_->frozen = frozen;
}

LabelId SegmentationDocument::addLabel(std::string name, std::optional<Rgb> color) {
  if (impl_->refuses()) return 0;
  std::vector<LabelInfo> after = labels();
  const LabelId id = freeLabelId(after);
  if (name.empty()) name = fmt::format("Label {}", id);
  std::string what = fmt::format("Add label {}", name);
  after.push_back({id, std::move(name), color.value_or(paletteColor(id)), true, false});
  impl_->editLabels(std::move(what), std::move(after));
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
  const LabelInfo* label = impl_->find(id);
  if (label == nullptr) return Impl::unknown(id);
  if (label->visible == visible) return {};
  std::vector<LabelInfo> after = labels();
  std::ranges::find(after, id, &LabelInfo::id)->visible = visible;
  impl_->perform({.kind = CaseAction::Kind::ShowLabels,
                  .what = fmt::format("{} {}", visible ? "Show" : "Hide", label->name),
                  .labels = std::move(after)});
  return {};
}

Result<void> SegmentationDocument::removeLabel(LabelId id) {
  if (impl_->refuses()) return refusal();
  const LabelInfo* label = findLabel(id);
  if (label == nullptr) return Impl::unknown(id);
  if (label->locked) return Impl::locked(*label, "remove");
  std::vector<LabelInfo> after = labels();
  std::erase_if(after, [id](const LabelInfo& other) { return other.id == id; });
  impl_->editLabels(fmt::format("Remove label {}", label->name), std::move(after),
                    impl_->voxels.volume().removalOf(id));
  return {};
}

Result<WriteFootprint> SegmentationDocument::write(SliceRef slice, LabelId id, const Mask& mask,
                                                   WriteMode mode, Overlap overlap,
                                                   std::string what, CaseObjectPtr object) {
  if (impl_->refuses()) return refusal();
  const LabelInfo* label = findLabel(id);
  if (label == nullptr) return Impl::unknown(id);
  if (label->locked) return Impl::locked(*label, "change");
  const SliceLayout layout = sliceLayout(grid(), slice.axis);
  if (mask.width() != layout.width || mask.height() != layout.height) {
    return fail(ErrorCode::Mismatch,
                fmt::format("the mask has {}x{} pixels, the slice {}x{}", mask.width(),
                            mask.height(), layout.width, layout.height));
  }
  if (slice.slice < 0 || slice.slice >= layout.slices) {
    return fail(ErrorCode::OutOfRange, fmt::format("there is no slice {}; the volume has 0 to {}",
                                                   slice.slice, layout.slices - 1));
  }
  WriteGate gate(impl_->voxels.volume(), labels(), overlap);
  eachPixelInStorageOrder(sliceWalk(grid(), layout, slice.slice),
                          [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
                            const bool on = mask.test(x, y);
                            if (on && mode != WriteMode::Erase) gate.give(offset, id);
                            if (on == (mode == WriteMode::Erase) && mode != WriteMode::Add)
                              gate.take(offset, id);
                          });
  const WriteFootprint footprint = gate.footprint();
  CaseAction action;
  action.kind = object ? CaseAction::Kind::Accept : CaseAction::Kind::Write;
  action.what = std::move(what);
  action.runs = gate.takeRuns();
  action.object = std::move(object);
  if (action.object || !action.runs.empty()) impl_->perform(std::move(action));
  return footprint;
}

Result<WriteFootprint> SegmentationDocument::edit(HandEdit edit,
                                                  const std::vector<WantedRun>& wanted,
                                                  Overlap overlap,
                                                  std::vector<LabelInfo> newLabels) {
  if (impl_->refuses()) return refusal();
  const LabelInfo* label = findLabel(edit.label);
  if (label == nullptr) return Impl::unknown(edit.label);
  if (label->locked) return Impl::locked(*label, "change");
  edit.labelName = label->name;
  if (const LabelInfo* other = findLabel(edit.other)) edit.otherName = other->name;
  WriteGate gate(impl_->voxels.volume(), labels(), overlap);
  const std::int64_t voxels = grid().size.voxels();
  for (const WantedRun& run : wanted) {
    if (run.start < 0 || run.length < 0 || run.length > voxels - run.start) {
      return fail(ErrorCode::OutOfRange, "an edit reaches out of the volume");
    }
    for (std::int64_t at = run.start; at < run.start + run.length; ++at)
      run.label == 0 ? gate.take(at, edit.label) : gate.give(at, run.label);
  }
  CaseAction action{.kind = CaseAction::Kind::EditVoxels,
                    .what = describe(edit),
                    .runs = gate.takeRuns(),
                    .edit = std::move(edit)};
  if (action.runs.empty()) return gate.footprint();
  if (!newLabels.empty()) {
    action.labels = labels();
    action.labels->insert(action.labels->end(), newLabels.begin(), newLabels.end());
  }
  impl_->perform(std::move(action));
  return gate.footprint();
}

void SegmentationDocument::perform(CaseAction action) {
  impl_->perform(std::move(action));
}

LabelId SegmentationDocument::activeLabel() const {
  return impl_->activeLabel;
}

void SegmentationDocument::setActiveLabel(LabelId id) {
  if (findLabel(id) == nullptr || std::exchange(impl_->activeLabel, id) == id) return;
  impl_->observers.notify(ActiveLabelChanged{});
}

bool SegmentationDocument::canUndo() const {
  return impl_->journal.toUndo() != nullptr;
}
bool SegmentationDocument::canRedo() const {
  return impl_->journal.toRedo() != nullptr;
}
std::string SegmentationDocument::undoText() const {
  const CaseAction* action = impl_->journal.toUndo();
  return action == nullptr ? std::string() : action->what;
}
std::string SegmentationDocument::redoText() const {
  const CaseAction* action = impl_->journal.toRedo();
  return action == nullptr ? std::string() : action->what;
}

bool SegmentationDocument::undo() {
  if (impl_->refuses() || !canUndo()) return false;
  impl_->perform(impl_->journal.undoAction());
  return true;
}

bool SegmentationDocument::redo() {
  if (impl_->refuses() || !canRedo()) return false;
  impl_->perform(impl_->journal.redoAction());
  return true;
}

bool SegmentationDocument::isModified() const {
  return impl_->journal.contents() != impl_->savedContents;
}

void SegmentationDocument::markSaved() {
  impl_->savedContents = impl_->journal.contents();
  impl_->observers.notify(SavedStateChanged{});
}

const Journal& SegmentationDocument::journal() const {
  return impl_->journal;
}

const std::vector<CaseObjectPtr>& SegmentationDocument::objects() const {
  if (!impl_->objects) impl_->objects = impl_->journal.objects();
  return *impl_->objects;
}

const OpenObjects& SegmentationDocument::openObjects() const {
  return impl_->journal.openObjects();
}

void SegmentationDocument::setRecorder(std::function<void(const CaseAction&)> recorder) {
  impl_->recorder = std::move(recorder);
}

Result<void> SegmentationDocument::restore(CaseAction action) {
  if (auto applied = impl_->voxels.applyChecked(action.runs); !applied) {
    return passOn(applied, fmt::format("action {}", action.number));
  }
  impl_->activeLabel = action.activeLabel;
  impl_->addToJournal(std::move(action));
  impl_->keepActiveLabel();
  return {};
}

PastMomentPtr SegmentationDocument::moment() const {
  return impl_->journal.present(impl_->voxels.share());
}

Segmentation SegmentationDocument::snapshot() const {
  return moment()->snapshot();
}

Subscription SegmentationDocument::subscribe(std::function<void(const ChangeEvent&)> observer) {
  return impl_->observers.add(std::move(observer));
}

}  // namespace limn::core
