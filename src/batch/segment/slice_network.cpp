// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/slice_network.h"

#include "limn/batch/agreement.h"
#include "limn/batch/simulated_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace limn::batch {
namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

bool follows(const core::Candidate& answer, const Mask& previous) {
  return answer.predictedIou >= kLeastPredictedIou &&
         overlapOf(answer.mask, previous).iou >= kLeastOverlap;
}

/// The slices to visit in one direction, nearest first.
std::vector<std::int64_t> slicesFrom(std::int64_t start, std::int64_t end, std::int64_t step) {
  std::vector<std::int64_t> slices;
  for (std::int64_t slice = start + step; step > 0 ? slice <= end : slice >= end; slice += step) {
    slices.push_back(slice);
  }
  return slices;
}

}  // namespace

Result<SliceAnswer> SliceNetwork::ask(core::SliceRef slice,
                                      const std::vector<core::Prompt>& prompts,
                                      const JobContext& job) const {
  const SliceLayout layout = sliceLayout(volume.grid, slice.axis);
  const core::SlicePicture picture = core::renderModelInput(volume, layout, slice.slice, mapping);
  const auto encodeStart = Clock::now();
  auto embedding = predictor.encode(picture, job);
  if (!embedding) return passOn(embedding);
  const double encodeMs = millisecondsSince(encodeStart);

  const auto clickStart = Clock::now();
  auto prediction = core::predictInOrder(predictor, **embedding, prompts);
  if (!prediction) return passOn(prediction);
  const double clickMs = millisecondsSince(clickStart) / static_cast<double>(prompts.size());
  return SliceAnswer{std::move(*prediction), encodeMs, clickMs};
}

Result<std::vector<PropagatedSlice>> propagate(const SliceNetwork& network, core::SliceRef start,
                                               const Mask& mask, SliceRange range,
                                               const JobContext& job) {
  const auto total = static_cast<double>(std::max<std::int64_t>(1, range.last - range.first));
  std::int64_t visited = 0;
  std::vector<PropagatedSlice> answers;
  for (const auto& slices :
       {slicesFrom(start.slice, range.last, 1), slicesFrom(start.slice, range.first, -1)}) {
    const Mask* previous = &mask;
    Mask kept;
    for (const std::int64_t slice : slices) {
      job.report(static_cast<double>(visited++) / total, "propagating");
      const std::vector<core::Prompt> prompts{core::MaskPrompt{*previous}, tightBox(*previous)};
      auto answer = network.ask({start.axis, slice}, prompts, job);
      if (!answer) return passOn(answer, fmt::format("slice {}", slice));
      core::Candidate best = answer->prediction.candidates[answer->prediction.best];
      if (!follows(best, *previous)) break;
      kept = best.mask;
      previous = &kept;
      answers.push_back({slice, std::move(best), prompts, answer->prediction.best});
    }
  }
  return answers;
}

}  // namespace limn::batch
