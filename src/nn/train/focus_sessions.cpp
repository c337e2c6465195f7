// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/focus_sessions.h"

#include "limn/nn/focus.h"
#include "parallel.h"
#include "train/drafts.h"
#include "train/focus_reader.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include <utility>

namespace limn::nn {

namespace {

constexpr double kJitter = 0.1;

FocusStart someStart(Random& random) {
  const double kind = random.uniform();
  return kind < 0.42 ? FocusStart::Box : kind < 0.72 ? FocusStart::Click : FocusStart::Draft;
}

}  // namespace

FocusSession startedSession(const FocusSample& sample, std::uint64_t seed, FocusStart start) {
  FocusSession session;
  session.sample = &sample;
  session.reader = Random(seed);
  switch (start) {
    case FocusStart::Box:
      session.prompts.box = drawnBox(sample.mask, kJitter, session.reader);
      break;
    case FocusStart::Click:
      session.prompts.points = {firstClick(sample.mask, session.reader)};
      break;
    case FocusStart::Draft:
      session.prompts.previous = maskLogits(draftOf(sample.mask, session.reader));
      break;
  }
  return session;
}

// A draft comes alone, or with a click at once; a box sometimes with one.
FocusSession trainingSession(const FocusSample& sample, std::uint64_t seed,
                             std::int64_t interactions) {
  constexpr double kAnother = 0.58;
  Random random(mixSeed(seed, 1));
  const FocusStart start = someStart(random);
  FocusSession session = startedSession(sample, mixSeed(seed, 2), start);
  if (start == FocusStart::Draft && random.chance(0.3)) {
    correctSession(session);
  }
  if (start == FocusStart::Box && random.chance(0.1)) {
    session.prompts.points.push_back(firstClick(sample.mask, session.reader));
  }
  while (session.corrections + 1 < interactions && random.chance(kAnother))
    ++session.corrections;
  return session;
}

FocusBatchInput inputOf(std::span<FocusSession* const> sessions, c10::Device device) {
  std::vector<at::Tensor> channels(sessions.size()), bases(sessions.size());
  parallelFor(static_cast<std::int64_t>(sessions.size()), [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    FocusInput input = focusInput(sessions[at]->sample->picture, sessions[at]->prompts);
    channels[at] = std::move(input.channels);
    bases[at] = std::move(input.base);
  });
  return {at::stack(channels).to(device), at::stack(bases).to(device)};
}

void answerSessions(const FocusNetwork& network, std::span<FocusSession* const> sessions,
                    c10::Device device) {
  if (sessions.empty()) return;
  const c10::AutoGradMode noGrad(false);
  const FocusBatchInput input = inputOf(sessions, device);
  const FocusOutput output = network(input.channels, input.base);
  const std::int64_t candidates = output.logits.size(1);
  const at::Tensor logits = output.logits.to(at::kCPU);
  const at::Tensor best = output.iou.narrow(1, 0, candidates).argmax(1).to(at::kCPU);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    sessions[i]->prompts.previous = maskLogits(logits[at][best[at].item<std::int64_t>()]);
  }
}

void correctSession(FocusSession& session) {
  const at::Tensor inside = session.prompts.previous.gt(0).to(at::kByte);
  const auto click = correctiveClick(inside, session.sample->mask, session.reader);
  if (click) session.prompts.points.push_back(*click);
}

}  // namespace limn::nn
