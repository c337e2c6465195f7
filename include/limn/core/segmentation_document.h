// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/volume.h"
#include "limn/core/change_event.h"
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

/// The label volume of the open study, with its label list and undo history. The only owner of
/// voxels: every change goes through write(), and all views observe. Lives on one thread.
class SegmentationDocument final : public LabelView {
 public:
  /// Empty voxels on the grid of `source`; one label unless a list is given.
  explicit SegmentationDocument(const Volume& source, std::vector<LabelInfo> labels = {});
  SegmentationDocument(const SegmentationDocument&) = delete;
  SegmentationDocument& operator=(const SegmentationDocument&) = delete;
  ~SegmentationDocument() override;

  [[nodiscard]] const Grid& grid() const override;
  [[nodiscard]] LabelId labelAt(VoxelIndex index) const;
  /// The label's voxels on a slice picture.
  [[nodiscard]] Mask labelMask(SliceRef slice, LabelId label) const;
  [[nodiscard]] std::vector<LabelId> sliceLabels(SliceRef slice) const override;
  [[nodiscard]] std::int64_t voxelCount(LabelId label) const override;

  /// Frozen, nothing can be changed: each try is refused with WrongUse (addLabel gives 0, undo and
  /// redo false), and observers hear EditRefused.
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

  // Undo. Each entry restores all labels it touched and says what it is.
  [[nodiscard]] bool canUndo() const;
  [[nodiscard]] bool canRedo() const;
  [[nodiscard]] std::string undoText() const;  // empty when there is nothing
  [[nodiscard]] std::string redoText() const;
  bool undo();
  bool redo();

  /// True when voxels or labels differ from the last markSaved().
  [[nodiscard]] bool isModified() const;
  void markSaved();

  /// The accepted masks that are in place, oldest first: not undone, not continued by a later one,
  /// not replaced by one of the same label and slice, and their label exists.
  [[nodiscard]] const std::vector<CaseObjectPtr>& objects() const;
  /// Hears of every change as the case file keeps it (kind, what, target, runs, labels, object);
  /// the others are filled in by whoever keeps the case.
  void setJournal(std::function<void(CaseAction)> journal);
  /// Does an action from a case again, undo and redo included; what was done to prompts alone
  /// changes nothing here. The journal is not told. Mismatch when it does not fit: the case is
  /// damaged and this document of no use any more.
  [[nodiscard]] Result<void> restore(const CaseAction& action);

  [[nodiscard]] Segmentation snapshot() const override;

  [[nodiscard]] Subscription subscribe(std::function<void(const ChangeEvent&)> observer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::core
