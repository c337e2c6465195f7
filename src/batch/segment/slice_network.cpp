// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/slice_network.h"

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

Result<std::vector<core::PropagatedSlice>> propagate(const SliceNetwork& network,
                                                     core::SliceRef start, const Mask& mask,
                                                     core::SliceRange range,
                                                     const JobContext& job) {
  const SliceLayout layout = sliceLayout(network.volume.grid, start.axis);
  const auto total = static_cast<double>(std::max<std::int64_t>(1, range.last - range.first));
  std::int64_t visited = 0;
  std::vector<core::PropagatedSlice> answers;
  for (const std::int64_t end : {range.last, range.first}) {
    Mask before = mask;
    for (const std::int64_t slice : core::slicesTowards(start.slice, end)) {
      job.report(static_cast<double>(visited++) / total, "propagating");
      auto embedding = network.predictor.encode(
          core::renderModelInput(network.volume, layout, slice, network.mapping), job);
      if (!embedding) return passOn(embedding, fmt::format("slice {}", slice));
      auto next = core::propagateTo(network.predictor, **embedding, slice, before);
      if (!next) return passOn(next, fmt::format("slice {}", slice));
      if (!*next) break;
      before = (*next)->answer.mask;
      answers.push_back(std::move(**next));
    }
  }
  return answers;
}

}  // namespace limn::batch
