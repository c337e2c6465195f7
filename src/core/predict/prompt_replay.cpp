// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/prompt_replay.h"

#include <algorithm>
#include <utility>

namespace limn::core {
namespace {

/// What the decoder sees at step `last`: all points so far and the latest box. The mask is the one
/// given in this very step, else the previous answer's chosen candidate.
Result<PromptSet> promptSetAt(std::size_t last, MaskPredictor& predictor,
                              const Embedding& embedding, const std::vector<PromptStep>& steps,
                              const Answers& answers) {
  PromptSet set;
  for (std::size_t i = 0; i <= last; ++i) {
    if (const auto* point = std::get_if<PointPrompt>(&steps[i].prompt))
      set.points.push_back(*point);
    if (const auto* box = std::get_if<BoxPrompt>(&steps[i].prompt)) set.box = *box;
  }
  if (const auto* given = std::get_if<MaskPrompt>(&steps[last].prompt)) {
    auto logits = predictor.maskPrompt(embedding, given->mask);
    if (!logits) return passOn(logits);
    set.mask = std::move(*logits);
    set.previous = std::make_shared<const Mask>(given->mask);
  } else if (last > 0) {
    const auto& previous = answers[last - 1];
    const std::size_t chosen = steps[last - 1].chosen.value_or(previous->best);
    const Candidate& seen = previous->candidates[std::min(chosen, previous->candidates.size() - 1)];
    set.mask = seen.logits;
    set.previous = std::shared_ptr<const Mask>(previous, &seen.mask);
  }
  return set;
}

Result<Prediction> answerStep(std::size_t i, MaskPredictor& predictor, const Embedding& embedding,
                              const std::vector<PromptStep>& steps, const Answers& known,
                              FocusUse focus) {
  auto set = promptSetAt(i, predictor, embedding, steps, known);
  if (!set) return passOn(set);
  const auto* given = std::get_if<MaskPrompt>(&steps[i].prompt);
  if (given != nullptr && steps[i].chosen == kGivenMask) {
    return Prediction{{{given->mask, 0, std::move(set->mask)}}, 0};
  }
  set->focus = focus;
  return predictor.predict(embedding, *set);
}

}  // namespace

Result<Answers> answerSteps(MaskPredictor& predictor, const Embedding& embedding,
                            const std::vector<PromptStep>& steps, Answers known, FocusUse focus,
                            const JobContext& job) {
  while (known.size() < steps.size()) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "the prompts have changed");
    auto answer = answerStep(known.size(), predictor, embedding, steps, known, focus);
    if (!answer) return passOn(answer);
    if (answer->candidates.empty()) {
      return fail(ErrorCode::Internal, "the network gave no candidate mask");
    }
    known.push_back(std::make_shared<const Prediction>(std::move(*answer)));
  }
  return known;
}

Result<Prediction> predictInOrder(MaskPredictor& predictor, const Embedding& embedding,
                                  const std::vector<Prompt>& prompts, FocusUse focus) {
  std::vector<PromptStep> steps;
  for (const Prompt& prompt : prompts)
    steps.push_back({prompt, {}});
  return predictSteps(predictor, embedding, steps, focus);
}

Result<Prediction> predictSteps(MaskPredictor& predictor, const Embedding& embedding,
                                const std::vector<PromptStep>& steps, FocusUse focus) {
  if (steps.empty()) {
    return fail(ErrorCode::WrongUse, "give at least one point, box or mask to segment from");
  }
  auto answers = answerSteps(predictor, embedding, steps, {}, focus);
  if (!answers) return passOn(answers);
  return *answers->back();
}

}  // namespace limn::core
