// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "timeline.h"

#include "write_gate.h"

#include <algorithm>
#include <utility>

namespace limn::core {

/// A moment on its way through the actions. A plane is copied when it changes for the first time.
class Timeline::Walk {
 public:
  explicit Walk(const PastMoment& from)
      : moment_(std::make_shared<PastMoment>(from)),
        planeSize_(from.grid_.size.x * from.grid_.size.y),
        own_(from.planes_.size()) {}

  void apply(const std::vector<LabelRun>& runs) {
    for (const LabelRun& run : runs)
      apply(run);
  }
  [[nodiscard]] std::shared_ptr<PastMoment> moment() { return moment_; }

 private:
  void apply(const LabelRun& run) {
    moment_->counts_[run.before] -= run.length;
    moment_->counts_[run.after] += run.length;
    const std::int64_t end = run.start + run.length;
    for (std::int64_t at = run.start; at < end;) {
      const std::int64_t inPlane = at % planeSize_;
      const std::int64_t length = std::min(end - at, planeSize_ - inPlane);
      std::fill_n(plane(static_cast<std::size_t>(at / planeSize_)).begin() + inPlane, length,
                  run.after);
      at += length;
    }
  }
  PastMoment::Plane& plane(std::size_t z) {
    if (!own_[z]) {
      own_[z] = std::make_shared<PastMoment::Plane>(*moment_->planes_[z]);
      moment_->planes_[z] = own_[z];
    }
    return *own_[z];
  }

  std::shared_ptr<PastMoment> moment_;
  std::int64_t planeSize_;
  std::vector<std::shared_ptr<PastMoment::Plane>> own_;
};

Timeline::Timeline(Grid grid, SourceRef source, std::vector<LabelInfo> labels) {
  auto start = std::make_shared<PastMoment>();
  const auto plane = std::make_shared<const PastMoment::Plane>(
      static_cast<std::size_t>(grid.size.x * grid.size.y));
  start->planes_.assign(static_cast<std::size_t>(grid.size.z), plane);
  start->counts_[0] = grid.size.voxels();
  start->grid_ = grid;
  start->source_ = std::move(source);
  beginning_ = std::move(start);
  first_ = std::make_shared<const Step>(
      Step{{},
           std::make_shared<const std::vector<LabelInfo>>(std::move(labels)),
           std::make_shared<const Prompts>()});
}

void Timeline::add(const CaseAction& action) {
  const Step& last = steps_.empty() ? *first_ : *steps_.back();
  steps_.push_back(std::make_shared<const Step>(Step{
      action.runs,
      action.labels ? std::make_shared<const std::vector<LabelInfo>>(*action.labels) : last.labels,
      promptsAfter(action)}));
}

std::shared_ptr<const Timeline::Prompts> Timeline::promptsAfter(const CaseAction& action) const {
  const auto& last = (steps_.empty() ? *first_ : *steps_.back()).prompts;
  if (action.kind == CaseAction::Kind::Accept) return first_->prompts;
  if (!action.prompts) return last;
  Prompts now{action.prompts->slice, {}};
  for (std::size_t i = 0; i < action.prompts->steps.size(); ++i) {
    const Prompt& prompt = action.prompts->steps[i].prompt;
    const bool isKnown = i < last->list.size() && *last->list[i] == prompt;
    now.list.push_back(isKnown ? last->list[i] : std::make_shared<const Prompt>(prompt));
  }
  return std::make_shared<const Prompts>(std::move(now));
}

PastMomentPtr Timeline::momentAfter(std::size_t actions, const PastMomentPtr& known,
                                    const JobContext& job) const {
  const auto distance = [actions](const PastMoment& from) {
    return std::max(from.actions_, actions) - std::min(from.actions_, actions);
  };
  const bool isNear = known && distance(*known) < distance(*beginning_);
  const PastMoment& from = isNear ? *known : *beginning_;
  Walk walk(from);
  for (std::size_t i = from.actions_; i != actions;) {
    if (job.isCancelled()) return nullptr;
    if (i < actions) {
      walk.apply(steps_[i++]->runs);
    } else {
      walk.apply(inverseRuns(steps_[--i]->runs));
    }
  }
  const Step& step = actions == 0 ? *first_ : *steps_[actions - 1];
  const auto moment = walk.moment();
  moment->actions_ = actions;
  moment->labels_ = *step.labels;
  moment->promptSlice_ = step.prompts->slice;
  moment->prompts_.clear();
  for (const auto& prompt : step.prompts->list)
    moment->prompts_.push_back(*prompt);
  return moment;
}

}  // namespace limn::core
