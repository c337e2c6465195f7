// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/prompt_placement.h"

#include "limn/batch/number_list.h"
#include "segment/draft_mask.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

namespace limn::batch {
namespace {

double& component(VoxelPoint& p, int axis) {
  return axis == 0 ? p.x : axis == 1 ? p.y : p.z;
}
double component(const VoxelPoint& p, int axis) {
  return axis == 0 ? p.x : axis == 1 ? p.y : p.z;
}

double rounded(double value) {
  return std::round(value * 256) / 256;
}

/// A prompt as voxel places; a point has one, a box two, a mask none.
struct ReadPrompt {
  PromptText source;
  std::vector<VoxelPoint> corners;
  bool include = true;
};

class Placement {
 public:
  Placement(const Grid& grid, const CoordinateRules& rules)
      : grid_(grid), rules_(rules), layout_(sliceLayout(grid, rules.axis)) {}

  [[nodiscard]] Result<PlacedPrompts> place(const std::vector<PromptText>& texts) const;

 private:
  [[nodiscard]] int normal() const { return static_cast<int>(rules_.axis); }
  [[nodiscard]] Result<ReadPrompt> read(const PromptText& text) const;
  [[nodiscard]] Result<ReadPrompt> readPoint(const PromptText& text) const;
  [[nodiscard]] Result<ReadPrompt> readBox(const PromptText& text) const;
  [[nodiscard]] VoxelPoint voxel(double a, double b, double c) const;
  [[nodiscard]] Result<void> checkInside(const ReadPrompt& prompt) const;
  [[nodiscard]] Result<std::int64_t> findSlice(const std::vector<ReadPrompt>& prompts) const;
  [[nodiscard]] Result<std::int64_t> sliceOfMask(const std::vector<ReadPrompt>& prompts) const;
  [[nodiscard]] Result<core::Prompt> finish(const ReadPrompt& prompt, std::int64_t slice) const;

  const Grid& grid_;
  const CoordinateRules& rules_;
  SliceLayout layout_;
};

VoxelPoint Placement::voxel(double a, double b, double c) const {
  if (!rules_.isWorld) return {a, b, c};
  const VoxelPoint v = grid_.toVoxel({a, b, c});
  return {rounded(v.x), rounded(v.y), rounded(v.z)};
}

Result<ReadPrompt> Placement::readPoint(const PromptText& text) const {
  std::string_view place = text.text;
  ReadPrompt prompt{text, {}, !place.ends_with(",-")};
  if (place.ends_with(",-") || place.ends_with(",+")) place.remove_suffix(2);
  auto numbers = parseNumbers("--point", "X,Y,Z or X,Y,Z,+ or X,Y,Z,-", place, {3});
  if (!numbers) return passOn(numbers);
  prompt.corners = {voxel((*numbers)[0], (*numbers)[1], (*numbers)[2])};
  return prompt;
}

Result<ReadPrompt> Placement::readBox(const PromptText& text) const {
  constexpr std::string_view kWorldForm = "X0,Y0,Z0,X1,Y1,Z1 (two corners in millimetres)";
  constexpr std::string_view kVoxelForm =
      "the two in-plane axes of both corners and the slice (X0,Y0,X1,Y1,Z across z) or two corners "
      "X0,Y0,Z0,X1,Y1,Z1";
  auto numbers = rules_.isWorld ? parseNumbers("--box", kWorldForm, text.text, {6})
                                : parseNumbers("--box", kVoxelForm, text.text, {5, 6});
  if (!numbers) return passOn(numbers);
  const std::vector<double>& n = *numbers;
  ReadPrompt prompt{text, {}, true};
  if (n.size() == 6) {
    prompt.corners = {voxel(n[0], n[1], n[2]), voxel(n[3], n[4], n[5])};
    return prompt;
  }
  const int first = normal() == 0 ? 1 : 0, second = normal() == 2 ? 1 : 2;
  prompt.corners.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    component(prompt.corners[i], first) = n[2 * i];
    component(prompt.corners[i], second) = n[2 * i + 1];
    component(prompt.corners[i], normal()) = n[4];
  }
  return prompt;
}

Result<void> Placement::checkInside(const ReadPrompt& prompt) const {
  for (const VoxelPoint& corner : prompt.corners) {
    for (int axis = 0; axis < 3; ++axis) {
      const double value = component(corner, axis);
      if (value >= -0.5 && value <= static_cast<double>(grid_.size[axis]) - 0.5) continue;
      return fail(
          ErrorCode::OutOfRange,
          fmt::format("the prompt {} lies outside the volume: voxel ({:.6g}, {:.6g}, {:.6g}), "
                      "while the volume has {}x{}x{} voxels, counted from 0",
                      prompt.source.text, corner.x, corner.y, corner.z, grid_.size.x, grid_.size.y,
                      grid_.size.z));
    }
  }
  return {};
}

Result<ReadPrompt> Placement::read(const PromptText& text) const {
  if (text.kind == PromptText::Kind::Mask) return ReadPrompt{text, {}, true};
  auto prompt = text.kind == PromptText::Kind::Point ? readPoint(text) : readBox(text);
  if (!prompt) return prompt;
  if (auto inside = checkInside(*prompt); !inside) return passOn(inside);
  return prompt;
}

Result<std::int64_t> Placement::sliceOfMask(const std::vector<ReadPrompt>& prompts) const {
  for (const ReadPrompt& prompt : prompts) {
    if (prompt.source.kind != PromptText::Kind::Mask) continue;
    auto draft = DraftMask::open(prompt.source.text, grid_, rules_.label);
    if (!draft) return passOn(draft);
    if (const auto slice = draft->onlySlice(layout_)) return *slice;
    return fail(
        ErrorCode::WrongUse,
        fmt::format("{} has voxels on several slices; say with --slice N which one to start "
                    "from",
                    prompt.source.text));
  }
  return fail(ErrorCode::WrongUse, "give at least one --point, --box or --mask");
}

Result<std::int64_t> Placement::findSlice(const std::vector<ReadPrompt>& prompts) const {
  std::optional<std::int64_t> slice = rules_.slice;
  if (slice && (*slice < 0 || *slice >= layout_.slices)) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("slice {} lies outside the volume, which has slices 0 to {} here",
                            *slice, layout_.slices - 1));
  }
  for (const ReadPrompt& prompt : prompts) {
    for (const VoxelPoint& corner : prompt.corners) {
      const auto here = std::clamp<std::int64_t>(std::llround(component(corner, normal())), 0,
                                                 layout_.slices - 1);
      if (slice && *slice != here) {
        return fail(ErrorCode::WrongUse,
                    fmt::format("all prompts of one object lie on one slice, but {} lies on slice "
                                "{} and others on {}; choose the slices' axis with --axis",
                                prompt.source.text, here, *slice));
      }
      slice = here;
    }
  }
  return slice ? *slice : sliceOfMask(prompts);
}

Result<core::Prompt> Placement::finish(const ReadPrompt& prompt, std::int64_t slice) const {
  if (prompt.source.kind == PromptText::Kind::Mask) {
    auto draft = DraftMask::open(prompt.source.text, grid_, rules_.label);
    if (!draft) return passOn(draft);
    Mask mask = draft->onSlice(layout_, slice);
    if (mask.bounds().isEmpty()) {
      return fail(ErrorCode::NotFound,
                  fmt::format("{} has no voxels on slice {}", prompt.source.text, slice));
    }
    return core::MaskPrompt{std::move(mask)};
  }
  const PixelPoint a = layout_.toPixel(prompt.corners.front());
  const PixelPoint b = layout_.toPixel(prompt.corners.back());
  if (prompt.source.kind == PromptText::Kind::Point) return core::PointPrompt{a, prompt.include};
  return core::BoxPrompt{{std::min(a.x, b.x), std::min(a.y, b.y)},
                         {std::max(a.x, b.x), std::max(a.y, b.y)}};
}

Result<PlacedPrompts> Placement::place(const std::vector<PromptText>& texts) const {
  std::vector<ReadPrompt> read;
  for (const PromptText& text : texts) {
    auto prompt = this->read(text);
    if (!prompt) return passOn(prompt);
    read.push_back(std::move(*prompt));
  }
  auto slice = findSlice(read);
  if (!slice) return passOn(slice);
  PlacedPrompts placed{{rules_.axis, *slice}, {}};
  for (const ReadPrompt& prompt : read) {
    auto finished = finish(prompt, *slice);
    if (!finished) return passOn(finished);
    placed.prompts.push_back(std::move(*finished));
  }
  return placed;
}

}  // namespace

Result<PlacedPrompts> placePrompts(const std::vector<PromptText>& texts, const Grid& grid,
                                   const CoordinateRules& rules) {
  if (rules.isWorld && !hasDirections(grid.calibration)) {
    return fail(ErrorCode::WrongUse,
                fmt::format("--world needs positions in the patient, which the image does not have "
                            "({}); give voxels instead",
                            calibrationRemark(grid.calibration)));
  }
  return Placement(grid, rules).place(texts);
}

}  // namespace limn::batch
