// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/job_context.h"
#include "limn/core/past_moment.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

/// What the actions of a case did to voxels, labels and prompts: enough to make each moment of it
/// again. Copies share the actions, so that a job can have one of its own.
class Timeline {
 public:
  Timeline() : Timeline({}, {}, {}) {}
  /// Nothing has been done yet to a study with these labels.
  Timeline(Grid grid, SourceRef source, std::vector<LabelInfo> labels);

  /// The next action; it fits those before it.
  void add(const CaseAction& action);
  [[nodiscard]] std::size_t size() const { return steps_.size(); }

  /// The case after that many actions, at most size(). The way leads from `known`, another moment
  /// of this timeline, where that is shorter than from the beginning. Null when told to stop.
  [[nodiscard]] PastMomentPtr momentAfter(std::size_t actions, const PastMomentPtr& known = {},
                                          const JobContext& job = {}) const;

 private:
  /// Equal prompts are kept once: each click repeats all that the object had before it.
  struct Prompts {
    std::optional<SliceRef> slice;
    std::vector<std::shared_ptr<const Prompt>> list;
  };
  struct Step {
    std::vector<LabelRun> runs;
    std::shared_ptr<const std::vector<LabelInfo>> labels;  // the list afterwards
    std::shared_ptr<const Prompts> prompts;                // likewise
  };
  class Walk;

  [[nodiscard]] std::shared_ptr<const Prompts> promptsAfter(const CaseAction& action) const;

  std::shared_ptr<const PastMoment> beginning_;
  std::shared_ptr<const Step> first_;  // before any action
  std::vector<std::shared_ptr<const Step>> steps_;
};

}  // namespace limn::core
