// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/case_data.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace limn {
namespace {

using Kind = CaseAction::Kind;
constexpr std::array kNames{
    std::pair{Kind::AddPoint, std::string_view("add-point")},
    std::pair{Kind::DrawBox, std::string_view("draw-box")},
    std::pair{Kind::GiveMask, std::string_view("give-mask")},
    std::pair{Kind::RemovePrompt, std::string_view("remove-prompt")},
    std::pair{Kind::MovePoint, std::string_view("move-point")},
    std::pair{Kind::ClearPrompts, std::string_view("clear-prompts")},
    std::pair{Kind::ChooseCandidate, std::string_view("choose-candidate")},
    std::pair{Kind::ContinueObject, std::string_view("continue-object")},
    std::pair{Kind::Accept, std::string_view("accept")},
    std::pair{Kind::EditVoxels, std::string_view("edit-voxels")},
    std::pair{Kind::Write, std::string_view("write")},
    std::pair{Kind::EditLabels, std::string_view("edit-labels")},
    std::pair{Kind::ShowLabels, std::string_view("show-labels")},
    std::pair{Kind::SetMapping, std::string_view("set-mapping")},
    std::pair{Kind::Undo, std::string_view("undo")},
    std::pair{Kind::Redo, std::string_view("redo")},
};

}  // namespace

std::string_view caseActionName(Kind kind) {
  return std::ranges::find(kNames, kind, [](const auto& entry) { return entry.first; })->second;
}

std::optional<Kind> caseActionKind(std::string_view name) {
  const auto* found =
      std::ranges::find(kNames, name, [](const auto& entry) { return entry.second; });
  return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

Result<void> applyChecked(std::vector<LabelId>& voxels, const std::vector<LabelRun>& runs) {
  const auto count = static_cast<std::int64_t>(voxels.size());
  for (const LabelRun& run : runs) {
    if (run.start < 0 || run.length < 1 || run.start > count || run.length > count - run.start) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("a change of {} voxels from {} does not fit into a volume of {}",
                              run.length, run.start, count));
    }
    const auto stretch = std::span(voxels).subspan(static_cast<std::size_t>(run.start),
                                                   static_cast<std::size_t>(run.length));
    if (!std::ranges::all_of(stretch, [&](LabelId label) { return label == run.before; })) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("a change at voxel {} expects label {}, which is not there",
                              run.start, run.before));
    }
    std::ranges::fill(stretch, run.after);
  }
  return {};
}

Result<Segmentation> segmentationAt(const CaseData& data, std::optional<std::size_t> count) {
  Segmentation result{
      data.source.grid,
      std::vector<LabelId>(static_cast<std::size_t>(data.source.grid.size.voxels())),
      data.firstLabels, data.source.source};
  const std::size_t end = std::min(count.value_or(data.actions.size()), data.actions.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (auto applied = applyChecked(result.voxels, data.actions[i].runs); !applied) {
      return passOn(applied, fmt::format("action {}", data.actions[i].number));
    }
    if (data.actions[i].labels) result.labels = *data.actions[i].labels;
  }
  return result;
}

}  // namespace limn
