// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "undo_stack.h"

#include <utility>

namespace limn::core {

void UndoStack::push(UndoEntry entry) {
  if (entry.isEmpty()) return;
  while (entries_.size() > position_) {
    bytes_ -= entries_.back().entry.bytes();
    entries_.pop_back();
  }
  bytes_ += entry.bytes();
  entries_.push_back({nextId_++, std::move(entry)});
  ++position_;
  while (bytes_ > budget_.maxBytes && entries_.size() > budget_.minSteps) {
    bytes_ -= entries_.front().entry.bytes();
    base_ = entries_.front().id;
    entries_.pop_front();
    --position_;
  }
}

const UndoEntry* UndoStack::stepBack() {
  return canUndo() ? &entries_[--position_].entry : nullptr;
}

const UndoEntry* UndoStack::stepForward() {
  return canRedo() ? &entries_[position_++].entry : nullptr;
}

std::string UndoStack::undoText() const {
  return canUndo() ? entries_[position_ - 1].entry.what : std::string();
}

std::string UndoStack::redoText() const {
  return canRedo() ? entries_[position_].entry.what : std::string();
}

}  // namespace limn::core
