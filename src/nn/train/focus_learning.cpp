// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/focus_learning.h"

#include "train/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include <cmath>

namespace limn::nn {

namespace {

/// The running means of batch norms move by themselves; everything else learns.
bool learns(const std::string& name) {
  return !name.ends_with(".norm.mean") && !name.ends_with(".norm.variance");
}

NamedTensors learningWeights(const TrainState& state) {
  NamedTensors chosen;
  for (const auto& [name, weight] : state.weights) {
    if (learns(name)) chosen[name] = weight.requires_grad_(true);
  }
  return chosen;
}

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& masks) {
  constexpr std::int64_t kNoReduction = 0;
  return at::binary_cross_entropy_with_logits(logits, masks.expand_as(logits), {}, {}, kNoReduction)
      .mean({2, 3});
}

}  // namespace

FocusJudgement judgeFocus(const FocusOutput& output, const at::Tensor& base,
                          const at::Tensor& masks) {
  constexpr double kCrossEntropy = 0.5, kEveryCandidate = 0.05;
  const std::int64_t candidates = output.logits.size(1);
  const at::Tensor losses =
      focalAndDice(output.logits, masks) + kCrossEntropy * crossEntropy(output.logits, masks);
  Agreement found;
  {
    const c10::AutoGradMode noGrad(false);
    found = agreementOf(at::cat({output.logits, base}, 1).gt(0), masks.to(at::kBool));
  }
  FocusJudgement judgement;
  judgement.loss = std::get<0>(losses.min(1)).mean() + kEveryCandidate * losses.mean() +
                   (output.iou - found.iou).square().mean();
  const at::Tensor best = output.iou.detach().narrow(1, 0, candidates).argmax(1, true);
  judgement.dice = found.dice.gather(1, best).mean().item<double>();
  return judgement;
}

FocusLearning::FocusLearning(TrainState& state, const TrainSettings& settings, const Team& team,
                             c10::Device device)
    : state_(&state),
      settings_(settings),
      team_(&team),
      device_(device),
      optimization_(state, learningWeights(state), settings, team) {}

FocusNetwork FocusLearning::folded(const NamedTensors& weights) const {
  return {foldedFocusTensors(weights, *state_->focus), *state_->focus, FocusForm::Folded,
          settings_.bf16 ? at::kBFloat16 : at::kFloat};
}

FocusNetwork FocusLearning::forUse() const {
  return folded(state_->average.empty() ? state_->weights : state_->average);
}

std::vector<FocusSession> FocusLearning::sessionsOf(const FocusBatch& batch,
                                                    std::int64_t step) const {
  const std::uint64_t seed = mixSeed(mixSeed(settings_.seed, static_cast<std::uint64_t>(step)), 1);
  const auto count = static_cast<std::int64_t>(batch.size()), first = team_->rank() * count;
  std::vector<FocusSession> sessions;
  for (std::int64_t i = 0; i < count; ++i) {
    sessions.push_back(trainingSession(batch[static_cast<std::size_t>(i)],
                                       mixSeed(seed, static_cast<std::uint64_t>(first + i + 1)),
                                       settings_.interactions));
  }
  return sessions;
}

// Sometimes the network only looks again at its own first answer, as it does in use.
void FocusLearning::correct(std::vector<FocusSession>& sessions) const {
  constexpr double kLookAgain = 0.3;
  const FocusNetwork network = folded(state_->weights);
  for (std::int64_t round = 0;; ++round) {
    std::vector<FocusSession*> open;
    for (FocusSession& session : sessions) {
      if (session.corrections > round) open.push_back(&session);
    }
    if (open.empty()) return;
    answerSessions(network, open, device_);
    for (FocusSession* session : open) {
      if (round > 0 || !session->reader.chance(kLookAgain)) correctSession(*session);
    }
  }
}

StepOutcome FocusLearning::teach(const FocusBatch& batch, std::int64_t step, double learningRate) {
  std::vector<FocusSession> sessions = sessionsOf(batch, step);
  correct(sessions);
  std::vector<FocusSession*> all;
  std::vector<at::Tensor> masks;
  for (FocusSession& session : sessions) {
    all.push_back(&session);
    masks.push_back(session.sample->mask.unsqueeze(0));
  }
  const FocusBatchInput input = inputOf(all, device_);
  const FocusNetwork network(state_->weights, *state_->focus, FocusForm::Trainable,
                             settings_.bf16 ? at::kBFloat16 : at::kFloat);
  const FocusJudgement judged = judgeFocus(network(input.channels, input.base, true), input.base,
                                           at::stack(masks).to(device_, at::kFloat));
  const StepOutcome mine{optimization_.agreedLoss(judged.loss.item<double>()), judged.dice};
  if (std::isfinite(mine.loss)) {
    judged.loss.backward();
    optimization_.improve(learningRate);
    optimization_.follow(step);
  }
  return optimization_.meanOutcome(mine);
}

}  // namespace limn::nn
