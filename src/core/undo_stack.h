// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/segmentation.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

/// One undoable action: what it did to voxels and, when it touched it, to the label list.
struct UndoEntry {
  std::string what;  // "Accept Liver, slice 84"
  std::vector<LabelRun> runs;
  std::optional<std::vector<LabelInfo>> labelsBefore, labelsAfter;
  CaseObjectPtr object = {};  // the accepted mask behind it, if any

  [[nodiscard]] bool isEmpty() const { return runs.empty() && !labelsBefore && !object; }
  [[nodiscard]] std::size_t bytes() const {
    const std::size_t listed =
        (labelsBefore ? labelsBefore->size() : 0) + (labelsAfter ? labelsAfter->size() : 0);
    return sizeof *this + runs.size() * sizeof(LabelRun) + listed * sizeof(LabelInfo);
  }
};

struct UndoBudget {
  std::size_t minSteps = 20;
  std::size_t maxBytes = std::size_t{256} << 20U;
};

/// History with a position. Pushing forgets what was undone; beyond the budget the oldest entries
/// go, but never the last `minSteps`.
class UndoStack {
 public:
  explicit UndoStack(UndoBudget budget = {}) : budget_(budget) {}

  void push(UndoEntry entry);
  /// The entry to take back, or to do again; null when there is none. Moves the position.
  [[nodiscard]] const UndoEntry* stepBack();
  [[nodiscard]] const UndoEntry* stepForward();
  [[nodiscard]] bool canUndo() const { return position_ > 0; }
  [[nodiscard]] bool canRedo() const { return position_ < entries_.size(); }
  [[nodiscard]] std::string undoText() const;
  [[nodiscard]] std::string redoText() const;

  /// Names the present state; equal marks mean equal contents.
  [[nodiscard]] std::uint64_t mark() const {
    return position_ > 0 ? entries_[position_ - 1].id : base_;
  }

 private:
  struct Numbered {
    std::uint64_t id;
    UndoEntry entry;
  };
  UndoBudget budget_;
  std::deque<Numbered> entries_;
  std::size_t position_ = 0, bytes_ = 0;
  std::uint64_t nextId_ = 1, base_ = 0;
};

}  // namespace limn::core
