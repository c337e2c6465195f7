// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/training.h"
#include "train/focus_sessions.h"

#include <string>
#include <vector>

namespace limn::nn {

/// A fixed choice of held-out objects, spread evenly over the shards, in a view twice as wide as
/// they are. What it measures does not hold the scale of a first click against the network.
class FocusValidation {
 public:
  FocusValidation(const std::vector<std::filesystem::path>& shards, std::int64_t side,
                  c10::Device device, std::int64_t pictures = 120);
  /// Dice in the view, mean over targets: box, box and three clicks, one and five points, drafts.
  [[nodiscard]] HeldOutDice measure(const FocusNetwork& network) const;

 private:
  struct Item {
    std::string target;
    FocusSample sample;
  };
  [[nodiscard]] double diceAfter(std::vector<FocusSession>& sessions) const;
  [[nodiscard]] std::vector<FocusSession> sessionsFrom(FocusStart start) const;

  std::vector<Item> items_;
  c10::Device device_;
};

}  // namespace limn::nn
