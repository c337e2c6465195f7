// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/volume.h"
#include "limn/core/change_event.h"
#include "limn/core/journal.h"
#include "limn/core/label_view.h"
#include "limn/core/prompt.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

/// How a write treats voxels that another label already has.
enum class Overlap {
  KeepOthers,   ///< never enters another label (default)
  TakeUnlocked  ///< takes voxels from unlocked labels, never from locked ones
};

/// What one write did. `othersChanged` counts voxels taken from other labels and is 0 unless asked.
struct WriteFootprint {
  std::int64_t added = 0, removed = 0, othersChanged = 0, refusedByLocks = 0;
};

/// Consecutive voxels in storage order that a hand edit wants to have `label`; 0 takes them out of
/// the label that is edited.
struct WantedRun {
  std::int64_t start = 0, length = 0;
  LabelId label = 0;
  bool operator==(const WantedRun&) const = default;
};

/// What a reader has made of the open study: voxels, labels, prompts that are not accepted yet. All
/// of it follows from the journal: each change is an action that is applied and added to it, and
/// undo, redo and the replay of a case file take the same way. Lives on one thread; it may be made
/// on another one.
class SegmentationDocument final : public LabelView {
 public:
  /// Empty voxels on the grid of `source`; one label unless a list is given.
  explicit SegmentationDocument(const Volume& source, std::vector<LabelInfo> labels = {});
  SegmentationDocument(Grid grid, SourceRef source, std::vector<LabelInfo> labels);
  SegmentationDocument(const SegmentationDocument&) = delete;
  SegmentationDocument& operator=(const SegmentationDocument&) = delete;
  ~SegmentationDocument() override;

  /// The same voxels lie where `source` says, and came from there.
  void setSource(const Volume& source);
  [[nodiscard]] const Grid& grid() const override;
  [[nodiscard]] LabelId labelAt(VoxelIndex index) const;
  /// The label's voxels on a slice picture.
  [[nodiscard]] Mask labelMask(SliceRef slice, LabelId label) const;
  [[nodiscard]] std::vector<LabelId> sliceLabels(SliceRef slice) const override;
  [[nodiscard]] std::int64_t voxelCount(LabelId label) const override;

  /// Frozen, nothing can be changed: each try is refused with WrongUse (addLabel gives 0, undo and
  /// redo false), and observers receive EditRefused.
  void setFrozen(bool frozen);

  // Labels. Changes are undoable. NotFound for an unknown id, WrongUse for a used or zero id.
  [[nodiscard]] const std::vector<LabelInfo>& labels() const override;
  [[nodiscard]] const LabelInfo* findLabel(LabelId id) const;
  /// Smallest free id, a name "Label N" and the next palette colour unless given.
  LabelId addLabel(std::string name = {}, std::optional<Rgb> color = {});
  Result<void> renameLabel(LabelId id, std::string name);
  Result<void> recolorLabel(LabelId id, Rgb color);
  Result<void> removeLabel(LabelId id);  // and its voxels; refused when locked
  Result<void> setLocked(LabelId id, bool locked);
  Result<void> setVisible(LabelId id, bool visible);  // not undoable

  /// THE write gate: makes `label` cover exactly `mask` on this slice (Replace) or adds to it.
  /// Locked when `label` itself is locked. A write that changes nothing leaves no undo entry.
  enum class WriteMode { Replace, Add, Erase };
  /// `object` is what an accepted mask came from.
  Result<WriteFootprint> write(SliceRef slice, LabelId label, const Mask& mask, WriteMode mode,
                               Overlap overlap, std::string what, CaseObjectPtr object = {});

  /// Changes voxels by hand, through the same gate and as one action. `wanted` names each voxel at
  /// most once; `edit` is completed with the names of its labels. `newLabels` are added to the list,
  /// for runs that want them. Locked when `edit.label` is locked, OutOfRange for runs outside.
  Result<WriteFootprint> edit(HandEdit edit, const std::vector<WantedRun>& wanted, Overlap overlap,
                              std::vector<LabelInfo> newLabels = {});

  /// Adds an action that changes prompts or the mapping, and neither voxels nor labels.
  void perform(CaseAction action);
  /// The label that actions are recorded with, and accepted masks go into; 0 = there is none.
  [[nodiscard]] LabelId activeLabel() const;
  void setActiveLabel(LabelId id);  // ignored when unknown

  // Undo and redo, of prompts and everything else in the one order in which it was done. Undoing
  // an accept brings the object back open. Each step restores all labels that it touched.
  [[nodiscard]] bool canUndo() const;
  [[nodiscard]] bool canRedo() const;
  [[nodiscard]] std::string undoText() const;  // empty when there is nothing
  [[nodiscard]] std::string redoText() const;
  bool undo();
  bool redo();

  /// True when voxels or labels differ from the last markSaved().
  [[nodiscard]] bool isModified() const;
  void markSaved();

  [[nodiscard]] const Journal& journal() const;
  /// Journal::objects() and openObjects() of the present.
  [[nodiscard]] const std::vector<CaseObjectPtr>& objects() const;
  [[nodiscard]] const OpenObjects& openObjects() const;
  /// Hears of every action that is added to the journal by this document; not of restored ones.
  void setRecorder(std::function<void(const CaseAction&)> recorder);
  /// Does the next action of a case again, undo and redo included. Mismatch when it does not fit:
  /// the case is damaged and this document of no use any more.
  [[nodiscard]] Result<void> restore(CaseAction action);

  /// The present as a value that other threads may read while this document goes on. Cheap.
  [[nodiscard]] PastMomentPtr moment() const;
  [[nodiscard]] Segmentation snapshot() const override;  // slow: all voxels

  [[nodiscard]] Subscription subscribe(std::function<void(const ChangeEvent&)> observer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::core
