// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/job_context.h"
#include "limn/core/past_moment.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// Prompts that are not accepted yet, at most one object a slice; the one changed last stands last.
using OpenObjects = std::vector<std::shared_ptr<const PromptState>>;

/// The slice that an action was about, if it was about one.
[[nodiscard]] std::optional<SliceRef> sliceOf(const CaseAction& action);

/// All actions of a case, oldest first, as the case file keeps them, and a cursor: which of them
/// are in effect. Undo and redo are actions like others; adding one moves the cursor. Labels, open
/// objects and accepted masks follow from the list, and so does each earlier moment.
///
/// Actions never change, and copies of a journal share them: a job can have one of its own. What
/// is kept of them is counted; above the budget the low-resolution answers of the oldest accepted
/// masks are dropped from memory (not from the case file), and the network is asked again when such
/// a mask is continued. Everything else is needed for undo and for looking back, and stays.
class Journal {
 public:
  static constexpr std::size_t kBudgetBytes = std::size_t{128} << 20U;

  Journal() : Journal({}, {}, {}) {}
  /// Nothing has been done yet to a study with these labels.
  Journal(Grid grid, SourceRef source, std::vector<LabelInfo> labels,
          std::size_t budgetBytes = kBudgetBytes);

  /// The same voxels lie where `source` says, and came from there.
  void setSource(const Volume& source);
  /// The next action; it fits those before it.
  void add(CaseAction action);
  [[nodiscard]] std::size_t size() const { return steps_.size(); }
  [[nodiscard]] const CaseAction& operator[](std::size_t i) const { return *steps_[i]->action; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  // After the last action.
  [[nodiscard]] const std::vector<LabelInfo>& labels() const { return *last().labels; }
  [[nodiscard]] const OpenObjects& openObjects() const { return *last().open; }
  /// The accepted masks that are in place, oldest first: not undone, not continued by a later one,
  /// not replaced by one of the same label and slice, and their label exists.
  [[nodiscard]] std::vector<CaseObjectPtr> objects() const;
  /// Equal numbers mean equal voxels and labels.
  [[nodiscard]] std::int64_t contents() const;

  /// Whether an edit by hand after that action, in effect now, changed the label on the slice.
  [[nodiscard]] bool isEditedSince(std::int64_t number, SliceRef slice, LabelId label) const;

  /// The action that undo takes back, and the one that redo does again; null when there is none.
  [[nodiscard]] const CaseAction* toUndo() const;
  [[nodiscard]] const CaseAction* toRedo() const;
  /// What undoing or redoing it changes, as an action to add. Precondition: there is one.
  [[nodiscard]] CaseAction undoAction() const;
  [[nodiscard]] CaseAction redoAction() const;

  /// The case after that many actions, at most size(). Starts from `known`, another moment of this
  /// journal, where that is nearer than the beginning. Null when told to stop.
  [[nodiscard]] PastMomentPtr momentAfter(std::size_t actions, const PastMomentPtr& known = {},
                                          const JobContext& job = {}) const;
  /// The case after all actions, with these voxels.
  [[nodiscard]] PastMomentPtr present(LabelVolume voxels) const;

 private:
  struct Step {
    std::shared_ptr<const CaseAction> action;
    std::shared_ptr<const std::vector<LabelInfo>> labels;  // afterwards
    std::shared_ptr<const OpenObjects> open;               // likewise
  };
  struct Undone {
    std::size_t action;  // what was undone
    std::size_t undo;    // the undo itself
  };
  [[nodiscard]] const Step& after(std::size_t actions) const {
    return actions == 0 ? *first_ : *steps_[actions - 1];
  }
  [[nodiscard]] const Step& last() const { return after(size()); }
  void moveCursor(std::size_t added);
  void undo(std::size_t added);
  void redo(std::size_t added);
  [[nodiscard]] CaseAction changeBack(CaseAction::Kind kind, std::size_t action,
                                      const Step& to) const;
  [[nodiscard]] PastMomentPtr moment(std::size_t actions, LabelVolume voxels) const;
  void keepBudget();

  PastMomentPtr beginning_;
  std::shared_ptr<const Step> first_;  // before any action
  std::vector<std::shared_ptr<const Step>> steps_;
  std::vector<std::size_t> done_;  // actions in effect that can be undone, oldest first
  std::vector<Undone> undone_;     // that can be redone, next one last
  std::size_t bytes_ = 0, budget_;
  std::size_t trimmed_ = 0;  // so many of the oldest actions have been looked at for the budget
};

}  // namespace limn::core
