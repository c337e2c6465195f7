// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/prompt.h"

#include <string>
#include <vector>

namespace limn::core {

/// The present prompts with their own undo and redo, unlimited within the object.
class PromptHistory {
 public:
  [[nodiscard]] const PromptState& present() const { return present_; }
  /// Makes `next` the present state; `what` names the change for the undo menu.
  void change(PromptState next, std::string what) {
    if (next == present_) return;
    past_.push_back({std::move(present_), std::move(what)});
    future_.clear();
    present_ = std::move(next);
  }
  /// Choosing a candidate is not a step of its own.
  void choose(std::size_t candidate) { present_.steps.back().chosen = candidate; }
  /// Forgets everything: the object is accepted, or another volume is open.
  void reset() {
    past_.clear();
    future_.clear();
    present_ = {};
  }

  [[nodiscard]] bool canUndo() const { return !past_.empty(); }
  [[nodiscard]] bool canRedo() const { return !future_.empty(); }
  [[nodiscard]] std::string undoText() const {
    return canUndo() ? past_.back().what : std::string();
  }
  [[nodiscard]] std::string redoText() const {
    return canRedo() ? future_.back().what : std::string();
  }
  void undo() { move(past_, future_); }
  void redo() { move(future_, past_); }

 private:
  struct Named {
    PromptState state;
    std::string what;  // the change between this state and the one nearer to the present
  };
  void move(std::vector<Named>& from, std::vector<Named>& to) {
    Named step = std::move(from.back());
    from.pop_back();
    to.push_back({std::move(present_), std::move(step.what)});
    present_ = std::move(step.state);
  }

  PromptState present_;
  std::vector<Named> past_, future_;
};

}  // namespace limn::core
