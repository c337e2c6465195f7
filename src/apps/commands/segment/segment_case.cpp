// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "segment/segment_case.h"

#include "case_io.h"
#include "limn/imaging/pixel_hash.h"
#include "limn/store/case_file.h"

#include <utility>
#include <vector>

namespace limn::apps {
namespace {

std::vector<PromptStep> stepsOf(const std::vector<core::Prompt>& prompts, std::size_t chosen) {
  std::vector<PromptStep> steps;
  for (const core::Prompt& prompt : prompts)
    steps.push_back({prompt, {}});
  if (!steps.empty()) steps.back().chosen = chosen;
  return steps;
}

}  // namespace

Result<void> writeSegmentCase(const SegmentRequest& request, const Volume& volume,
                              const Segmented& done, const ModelInfo& model) {
  core::CaseDraft draft{imaging::pixelHash(volume)};
  draft.labels = done.mask.labels;
  draft.reader = readerName();
  const auto add = [&](core::SliceRef slice, const core::Candidate& answer,
                       std::vector<PromptStep> steps, std::size_t chosen) {
    CaseObject object;
    object.label = request.rules.label;
    object.slice = slice;
    object.steps = std::move(steps);
    object.mask = answer.mask;
    object.chosen = chosen;
    object.predictedIou = answer.predictedIou;
    object.logits = answer.logits;
    object.model = model;
    object.mapping = done.mapping;
    draft.objects.push_back(std::move(object));
  };
  add(done.placed.slice, done.answer.prediction.candidates[done.chosen],
      stepsOf(done.placed.prompts, done.chosen), done.chosen);
  for (const core::PropagatedSlice& next : done.propagated) {
    add({done.placed.slice.axis, next.slice}, next.answer, stepsOf(next.prompts, next.candidate),
        next.candidate);
  }
  auto data = core::draftCase(volume, draft);
  if (!data) return passOn(data);
  return store::writeCase(request.caseFile, *data);
}

}  // namespace limn::apps
