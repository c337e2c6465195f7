// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/mask_operation.h"

#include "document/label_palette.h"
#include "edit/fill_between.h"
#include "edit/voxel_mask.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limn::core {
namespace {

using Operation = HandEdit::Operation;
constexpr std::size_t kMostComponents = 100;
constexpr double kFarthestMm = 500;

tl::unexpected<Error> cancelled() {
  return fail(ErrorCode::Cancelled, "the operation was stopped; nothing was changed");
}

const LabelInfo* find(const PastMoment& now, LabelId id) {
  const auto found = std::ranges::find(now.labels(), id, &LabelInfo::id);
  return found == now.labels().end() ? nullptr : &*found;
}

bool usesDistance(Operation operation) {
  using enum Operation;
  return operation == Grow || operation == Shrink || operation == Smooth || operation == Close ||
         operation == CutNear || operation == KeepNear;
}

bool usesOther(Operation operation) {
  using enum Operation;
  return operation == Unite || operation == CutNear || operation == KeepNear;
}

double marginOf(const HandEdit& edit) {
  if (edit.operation == Operation::Smooth) return kGaussianReach * edit.amount;
  return usesDistance(edit.operation) ? edit.amount : 0;
}

/// Keeps the components that `keeps(voxels)` holds for.
template <class Keeps>
VoxelMask someComponents(const VoxelMask& mask, const Components& components, Keeps keeps) {
  VoxelMask result = mask;
  for (std::size_t i = 0; i < result.on.size(); ++i) {
    const auto number = static_cast<std::size_t>(components.numbers[i]);
    result.on[i] = number != 0 && keeps(number - 1) ? 1 : 0;
  }
  return result;
}

std::size_t largestOf(const Components& components) {
  return static_cast<std::size_t>(std::ranges::max_element(components.sizes) -
                                  components.sizes.begin());
}

/// mm³ of a voxel, mm² where the mask is a slice.
double voxelSize(const VoxelMask& mask, std::optional<SliceRef> slice) {
  double size = 1;
  for (int i = 0; i < 3; ++i)
    size *= slice && static_cast<int>(slice->axis) == i ? 1 : mask.spacing[i];
  return size;
}

VoxelMask withoutSmall(const VoxelMask& mask, const HandEdit& edit, const JobContext& job) {
  const Components components = componentsOf(mask, job);
  const double size = edit.inVoxels ? 1 : voxelSize(mask, edit.slice);
  return someComponents(mask, components, [&](std::size_t component) {
    return static_cast<double>(components.sizes[component]) * size >= edit.amount;
  });
}

VoxelMask largestComponent(const VoxelMask& mask, const JobContext& job) {
  const Components components = componentsOf(mask, job);
  return someComponents(mask, components, [largest = largestOf(components)](std::size_t component) {
    return component == largest;
  });
}

/// The label's voxels that are, or are not, within a distance of the other label's.
std::optional<VoxelMask> near(VoxelMask mask, const VoxelMask& other, const HandEdit& edit,
                              const JobContext& job) {
  const std::vector<float> distance = squaredDistanceTo(other, true, job);
  if (distance.empty()) return std::nullopt;
  const bool keeps = edit.operation == Operation::KeepNear;
  for (std::size_t i = 0; i < mask.on.size(); ++i) {
    if (isWithin(distance[i], edit.amount) != keeps) mask.on[i] = 0;
  }
  return mask;
}

std::optional<VoxelMask> changed(const VoxelMask& mask, const PastMoment& now, const HandEdit& edit,
                                 const JobContext& job) {
  switch (edit.operation) {
    case Operation::FillHoles:
      return withoutHoles(mask, job);
    case Operation::KeepLargest:
      return largestComponent(mask, job);
    case Operation::RemoveSmall:
      return withoutSmall(mask, edit, job);
    case Operation::Grow:
      return grown(mask, edit.amount, job);
    case Operation::Shrink:
      return shrunk(mask, edit.amount, job);
    case Operation::Smooth:
      return smoothed(mask, edit.amount, job);
    case Operation::Close:
      return closed(mask, edit.amount, job);
    case Operation::CutNear:
    case Operation::KeepNear:
      return near(mask, maskIn(mask, now.voxels(), edit.other), edit, job);
    default:
      return mask;
  }
}

Result<OperationResult> split(const VoxelMask& mask, const PastMoment& now, const HandEdit& edit,
                              const JobContext& job) {
  const Components components = componentsOf(mask, job);
  if (job.isCancelled()) return cancelled();
  if (components.sizes.size() > kMostComponents) {
    return fail(
        ErrorCode::WrongUse,
        fmt::format("the label has {} components, too many for labels of their own; remove the "
                    "small ones first",
                    components.sizes.size()));
  }
  OperationResult result{edit, {}, Overlap::TakeUnlocked};
  const std::size_t largest = largestOf(components);
  const LabelInfo& label = *find(now, edit.label);
  std::vector<LabelInfo> labels = now.labels();
  VoxelMask nothing = mask;
  std::ranges::fill(nothing.on, std::uint8_t{0});
  for (std::size_t component = 0; component < components.sizes.size(); ++component) {
    if (component == largest) continue;
    const LabelId id = freeLabelId(labels);
    labels.push_back({id, fmt::format("{} {}", label.name, result.newLabels.size() + 2),
                      paletteColor(id), true, false});
    result.newLabels.push_back(labels.back());
    const VoxelMask own = someComponents(
        mask, components, [component](std::size_t other) { return other == component; });
    const auto runs = difference(now.grid().size, nothing, own, id);
    result.wanted.insert(result.wanted.end(), runs.begin(), runs.end());
  }
  return result;
}

/// What is removed as a whole, or comes as it is from elsewhere.
std::vector<WantedRun> runsOf(const PastMoment& now, LabelId from, std::optional<SliceRef> slice,
                              LabelId wanted) {
  const VoxelMask mask = maskOf(now.voxels(), from, slice, 0);
  VoxelMask nothing = mask;
  std::ranges::fill(nothing.on, std::uint8_t{0});
  std::vector<WantedRun> runs = difference(now.grid().size, nothing, mask, from);
  for (WantedRun& run : runs)
    run.label = wanted;
  return runs;
}

std::vector<WantedRun> cleared(const PastMoment& now, const HandEdit& edit) {
  std::vector<WantedRun> wanted;
  for (std::int64_t s = edit.slice->slice; s <= edit.otherSlice; ++s) {
    const auto runs = runsOf(now, edit.label, SliceRef{edit.slice->axis, s}, 0);
    wanted.insert(wanted.end(), runs.begin(), runs.end());
  }
  return wanted;
}

std::vector<WantedRun> copied(const PastMoment& now, const HandEdit& edit) {
  const Size3 size = now.grid().size;
  const std::array<std::int64_t, 3> steps{1, size.x, size.x * size.y};
  const std::int64_t shift =
      (edit.slice->slice - edit.otherSlice) * steps[static_cast<std::size_t>(edit.slice->axis)];
  auto wanted = runsOf(now, edit.label, SliceRef{edit.slice->axis, edit.otherSlice}, edit.label);
  for (WantedRun& run : wanted)
    run.start += shift;
  return wanted;
}

std::optional<Error> problemOf(const PastMoment& now, const HandEdit& edit) {
  const LabelInfo* label = find(now, edit.label);
  if (label == nullptr) return Error{ErrorCode::NotFound, "there is no such label", {}};
  const bool isFar =
      usesDistance(edit.operation) && !(edit.amount > 0 && edit.amount <= kFarthestMm);
  if (isFar || !(edit.amount >= 0)) {
    return Error{
        ErrorCode::WrongUse,
        fmt::format("expected an amount above 0, at most {}, found {}", kFarthestMm, edit.amount),
        {}};
  }
  if (usesOther(edit.operation)) {
    const LabelInfo* other = find(now, edit.other);
    if (other == nullptr || edit.other == edit.label) {
      return Error{ErrorCode::NotFound, "choose a second label", {}};
    }
    if (other->locked && edit.operation == Operation::Unite) {
      return Error{
          ErrorCode::Locked,
          fmt::format("label {} is locked; unlock it to unite it with another", other->name),
          {}};
    }
  }
  const std::int64_t slices = edit.slice ? now.grid().size[static_cast<int>(edit.slice->axis)] : 1;
  const auto isIn = [slices](std::int64_t s) { return s >= 0 && s < slices; };
  if (edit.slice && (!isIn(edit.slice->slice) || !isIn(edit.otherSlice))) {
    return Error{ErrorCode::OutOfRange, "there is no such slice", {}};
  }
  return std::nullopt;
}

Result<OperationResult> ofSlices(const PastMoment& now, const HandEdit& edit,
                                 const JobContext& job) {
  if (!edit.slice) return fail(ErrorCode::WrongUse, "choose slices");
  OperationResult result{edit, {}};
  if (edit.operation == Operation::ClearSlices) {
    result.wanted = cleared(now, edit);
  } else if (edit.operation == Operation::CopySlice) {
    result.wanted = copied(now, edit);
  } else {
    auto filled = fillBetween(now.voxels(), edit, job);
    if (!filled) return cancelled();
    result.wanted = std::move(*filled);
  }
  if (result.wanted.empty()) {
    return fail(ErrorCode::NotFound,
                edit.operation == Operation::FillBetween
                    ? "no slice without a mask lies between masks of this label"
                    : "there is no mask of this label on these slices to work on");
  }
  return result;
}

}  // namespace

Result<OperationResult> operate(const PastMoment& now, const HandEdit& edit,
                                const JobContext& job) {
  if (auto problem = problemOf(now, edit)) return tl::unexpected<Error>(std::move(*problem));
  using enum Operation;
  if (edit.operation == ClearSlices || edit.operation == CopySlice ||
      edit.operation == FillBetween) {
    return ofSlices(now, edit, job);
  }
  if (edit.operation == Unite) {
    return OperationResult{edit, runsOf(now, edit.other, edit.slice, edit.label),
                           Overlap::TakeUnlocked};
  }
  const VoxelMask mask = maskOf(now.voxels(), edit.label, edit.slice, marginOf(edit));
  if (mask.on.empty()) {
    return fail(ErrorCode::NotFound,
                edit.slice ? "the label has no mask on this slice" : "the label has no mask yet");
  }
  job.report(0.2);
  if (edit.operation == SplitComponents) return split(mask, now, edit, job);
  const auto after = changed(mask, now, edit, job);
  if (!after || job.isCancelled()) return cancelled();
  return OperationResult{edit, difference(now.grid().size, mask, *after, edit.label)};
}

}  // namespace limn::core
