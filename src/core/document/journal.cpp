// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/journal.h"

#include <algorithm>
#include <set>
#include <utility>

namespace limn::core {
namespace {

using Kind = CaseAction::Kind;
using Target = CaseAction::Target;

/// What an action belongs to for undo; empty when it cannot be undone.
std::optional<Target> targetOf(const CaseAction& action) {
  switch (action.kind) {
    case Kind::AddPoint:
    case Kind::DrawBox:
    case Kind::GiveMask:
    case Kind::RemovePrompt:
    case Kind::MovePoint:
    case Kind::ClearPrompts:
    case Kind::ContinueObject:
      return Target::Prompts;
    case Kind::Accept:
    case Kind::EditVoxels:
    case Kind::Write:
    case Kind::EditLabels:
      if (action.runs.empty() && !action.labels && !action.object) return std::nullopt;
      return Target::Document;
    case Kind::Redo:
      return action.target;
    default:
      return std::nullopt;
  }
}

std::shared_ptr<const PromptState> openOn(const OpenObjects& open, std::optional<SliceRef> slice) {
  const auto found =
      std::ranges::find(open, slice, [](const auto& object) { return object->slice; });
  return found == open.end() ? nullptr : *found;
}

OpenObjects openAfter(const OpenObjects& before, const std::shared_ptr<const CaseAction>& added) {
  const CaseAction& action = *added;
  OpenObjects open = before;
  if (action.kind == Kind::Accept) {
    std::erase_if(open, [&](const auto& object) {
      return !action.object || object->slice == action.object->slice;
    });
  }
  if (!action.prompts) return open;
  const PromptState& now = *action.prompts;
  std::erase_if(
      open, [&](const auto& object) { return !now.besideOthers || object->slice == now.slice; });
  if (!now.steps.empty()) open.push_back(std::shared_ptr<const PromptState>(added, &now));
  return open;
}

bool changesOpenObjects(const CaseAction& action) {
  return action.prompts || action.kind == Kind::Accept;
}

std::size_t bytesOf(const PromptState& prompts) {
  std::size_t bytes = prompts.steps.size() * sizeof(PromptStep);
  for (const PromptStep& step : prompts.steps) {
    if (const auto* given = std::get_if<MaskPrompt>(&step.prompt)) {
      bytes += static_cast<std::size_t>(given->mask.width() * given->mask.height()) / 8;
    }
  }
  return bytes;
}

std::size_t logitsBytes(const CaseAction& action) {
  const bool has = action.object && action.object->logits;
  return has ? action.object->logits->values.size() * sizeof(float) : 0;
}

std::size_t bytesOf(const CaseAction& action) {
  std::size_t bytes = sizeof action + action.runs.size() * sizeof(LabelRun) + logitsBytes(action);
  if (action.labels) bytes += action.labels->size() * sizeof(LabelInfo);
  if (action.prompts) bytes += bytesOf(*action.prompts);
  if (action.object) {
    const Mask& mask = action.object->mask;
    bytes += sizeof(CaseObject) + static_cast<std::size_t>(mask.width() * mask.height()) / 8 +
             bytesOf(PromptState{{}, action.object->steps});
  }
  return bytes;
}

/// What is visible is no part of what undo brings back.
std::vector<LabelInfo> shownAs(std::vector<LabelInfo> labels,
                               const std::vector<LabelInfo>& present) {
  for (LabelInfo& label : labels) {
    const auto same = std::ranges::find(present, label.id, &LabelInfo::id);
    if (same != present.end()) label.visible = same->visible;
  }
  return labels;
}

}  // namespace

std::optional<SliceRef> sliceOf(const CaseAction& action) {
  if (action.object) return action.object->slice;
  if (action.edit) return action.edit->slice;
  return action.prompts ? action.prompts->slice : std::nullopt;
}

Journal::Journal(Grid grid, SourceRef source, std::vector<LabelInfo> labels,
                 std::size_t budgetBytes)
    : budget_(budgetBytes) {
  auto start = std::make_shared<PastMoment>();
  start->voxels_ = LabelVolume(std::move(grid));
  start->source_ = std::move(source);
  start->labels_ = labels;
  beginning_ = std::move(start);
  first_ = std::make_shared<const Step>(
      Step{{},
           std::make_shared<const std::vector<LabelInfo>>(std::move(labels)),
           std::make_shared<const OpenObjects>()});
}

void Journal::setSource(const Volume& source) {
  auto start = std::make_shared<PastMoment>(*beginning_);
  LabelWriter voxels(start->voxels_);
  voxels.setGrid(source.grid);
  start->voxels_ = voxels.share();
  start->source_ = source.source;
  beginning_ = std::move(start);
}

void Journal::add(CaseAction action) {
  const auto added = std::make_shared<const CaseAction>(std::move(action));
  Step step{added, last().labels, last().open};
  if (added->labels) {
    step.labels = std::shared_ptr<const std::vector<LabelInfo>>(added, &*added->labels);
  }
  if (changesOpenObjects(*added)) {
    step.open = std::make_shared<const OpenObjects>(openAfter(*step.open, added));
  }
  bytes_ += bytesOf(*added);
  steps_.push_back(std::make_shared<const Step>(std::move(step)));
  moveCursor(steps_.size() - 1);
  keepBudget();
}

void Journal::moveCursor(std::size_t added) {
  const CaseAction& action = *steps_[added]->action;
  if (action.kind == Kind::Undo) {
    undo(added);
  } else if (action.kind == Kind::Redo) {
    redo(added);
  } else if (targetOf(action)) {
    done_.push_back(added);
    undone_.clear();
  }
}

void Journal::undo(std::size_t added) {
  const CaseAction& undo = *steps_[added]->action;
  const auto isPrompts = [this](std::size_t i) {
    return targetOf(*steps_[i]->action) == Target::Prompts;
  };
  const auto top = std::find_if(done_.rbegin(), done_.rend(), [&](std::size_t i) {
    return isPrompts(i) == (undo.target == Target::Prompts);
  });
  if (top == done_.rend()) return;
  undone_.push_back({*top, added});
  const bool wasAccept = steps_[*top]->action->kind == Kind::Accept;
  done_.erase(std::next(top).base());
  // Cases of earlier versions: undoing an accept did not bring its prompts back.
  while (wasAccept && !undo.prompts && !done_.empty() && isPrompts(done_.back()))
    done_.pop_back();
}

void Journal::redo(std::size_t added) {
  const auto target = steps_[added]->action->target;
  const auto next = std::find_if(undone_.rbegin(), undone_.rend(), [&](const Undone& undone) {
    return targetOf(*steps_[undone.action]->action) == target;
  });
  if (next == undone_.rend()) {
    // Cases of earlier versions had two orders, one of prompts and one of the rest.
    done_.push_back(added);
    return;
  }
  done_.push_back(next->action);
  undone_.erase(std::next(next).base());
}

const CaseAction* Journal::toUndo() const {
  return done_.empty() ? nullptr : steps_[done_.back()]->action.get();
}

const CaseAction* Journal::toRedo() const {
  return undone_.empty() ? nullptr : steps_[undone_.back().action]->action.get();
}

CaseAction Journal::undoAction() const {
  return changeBack(Kind::Undo, done_.back(), after(done_.back()));
}

CaseAction Journal::redoAction() const {
  return changeBack(Kind::Redo, undone_.back().action, after(undone_.back().undo));
}

/// What `action` changed, changed back to as it is in `to`.
CaseAction Journal::changeBack(Kind kind, std::size_t index, const Step& to) const {
  const CaseAction& action = *steps_[index]->action;
  CaseAction change;
  change.kind = kind;
  change.target = targetOf(action);
  change.what = (kind == Kind::Undo ? "Undo " : "Redo ") + action.what;
  change.runs = kind == Kind::Undo ? inverseRuns(action.runs) : action.runs;
  change.model = action.prompts ? action.model : std::nullopt;
  change.edit = action.edit;
  if (action.labels) change.labels = shownAs(*to.labels, labels());
  if (!changesOpenObjects(action)) return change;
  if (action.object || (action.prompts && action.prompts->besideOthers)) {
    const auto open = openOn(*to.open, sliceOf(action));
    change.prompts = open ? *open : PromptState{sliceOf(action), {}};
    change.prompts->besideOthers = true;
  } else {  // of an earlier version, with one open object
    change.prompts = to.open->empty() ? PromptState{} : *to.open->back();
    change.prompts->besideOthers = false;
  }
  return change;
}

/// From the newest to the oldest, so that each mask is met after all that supersede it.
std::vector<CaseObjectPtr> Journal::objects() const {
  std::vector<CaseObjectPtr> inPlace;
  std::set<std::int64_t> continued;
  std::set<std::pair<LabelId, SliceRef>> replaced;
  std::set<LabelId> removed;
  for (auto i = done_.rbegin(); i != done_.rend(); ++i) {
    const CaseAction& action = *steps_[*i]->action;
    if (action.labels) {
      for (const LabelInfo& label : *after(*i).labels) {
        const bool isKept =
            std::ranges::find(*action.labels, label.id, &LabelInfo::id) != action.labels->end();
        if (!isKept) removed.insert(label.id);
      }
    }
    const CaseObjectPtr& object = action.object;
    if (!object) continue;
    const std::pair place{object->label, object->slice};
    const bool isSuperseded = continued.contains(object->number) || replaced.contains(place) ||
                              removed.contains(object->label);
    if (!isSuperseded) inPlace.push_back(object);
    continued.insert(object->continues);
    if (object->entry == CaseObject::Entry::Replaced) replaced.insert(place);
  }
  std::ranges::reverse(inPlace);
  return inPlace;
}

bool Journal::isEditedSince(std::int64_t number, SliceRef slice, LabelId label) const {
  const Size3 size = beginning_->grid().size;
  const std::int64_t count = size[static_cast<int>(slice.axis)];
  const std::int64_t stride = slice.axis == Axis::X   ? 1
                              : slice.axis == Axis::Y ? size.x
                                                      : size.x * size.y;
  const auto touches = [&](const LabelRun& run) {
    if (run.before != label && run.after != label) return false;
    // From slice to slice; what lies between is on the same one.
    for (std::int64_t at = run.start; at < run.start + run.length; at = (at / stride + 1) * stride)
      if (at / stride % count == slice.slice) return true;
    return false;
  };
  return std::ranges::any_of(done_, [&](std::size_t i) {
    const CaseAction& action = *steps_[i]->action;
    return action.number > number && action.kind == Kind::EditVoxels &&
           std::ranges::any_of(action.runs, touches);
  });
}

std::int64_t Journal::contents() const {
  const auto latest = std::find_if(done_.rbegin(), done_.rend(), [this](std::size_t i) {
    return targetOf(*steps_[i]->action) == Target::Document;
  });
  return latest == done_.rend() ? 0 : static_cast<std::int64_t>(*latest) + 1;
}

PastMomentPtr Journal::momentAfter(std::size_t actions, const PastMomentPtr& known,
                                   const JobContext& job) const {
  const auto distance = [actions](const PastMoment& from) {
    return std::max(from.actions(), actions) - std::min(from.actions(), actions);
  };
  const bool isNear = known && distance(*known) < distance(*beginning_);
  const PastMoment& from = isNear ? *known : *beginning_;
  LabelWriter voxels(from.voxels_);
  for (std::size_t i = from.actions(); i != actions;) {
    if (job.isCancelled()) return nullptr;
    if (i < actions) {
      voxels.apply(steps_[i++]->action->runs);
    } else {
      voxels.apply(inverseRuns(steps_[--i]->action->runs));
    }
  }
  return moment(actions, voxels.share());
}

PastMomentPtr Journal::present(LabelVolume voxels) const {
  return moment(size(), std::move(voxels));
}

PastMomentPtr Journal::moment(std::size_t actions, LabelVolume voxels) const {
  auto made = std::make_shared<PastMoment>();
  made->actions_ = actions;
  made->voxels_ = std::move(voxels);
  made->source_ = beginning_->source_;
  made->labels_ = *after(actions).labels;
  if (const OpenObjects& open = *after(actions).open; !open.empty()) {
    made->promptSlice_ = open.back()->slice;
    for (const PromptStep& step : open.back()->steps)
      made->prompts_.push_back(step.prompt);
  }
  return made;
}

void Journal::keepBudget() {
  for (; bytes_ > budget_ && trimmed_ + 1 < steps_.size(); ++trimmed_) {
    const CaseAction& action = *steps_[trimmed_]->action;
    const std::size_t freed = logitsBytes(action);
    if (freed == 0) continue;
    auto object = std::make_shared<CaseObject>(*action.object);
    object->logits = nullptr;
    auto trimmed = std::make_shared<CaseAction>(action);
    trimmed->object = std::move(object);
    Step step = *steps_[trimmed_];
    step.action = std::move(trimmed);
    steps_[trimmed_] = std::make_shared<const Step>(std::move(step));
    bytes_ -= freed;
  }
}

}  // namespace limn::core
