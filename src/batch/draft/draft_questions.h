// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/picture_region.h"
#include "limn/base/job_context.h"
#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/batch/refinement.h"
#include "limn/core/mask_predictor.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace limn::batch {

/// An encoded picture: the whole slice, or an enlarged region of it.
struct Seen {
  core::EmbeddingPtr embedding;
  std::optional<PictureRegion> region;

  [[nodiscard]] Mask toNetwork(const Mask& mask) const;
  /// `picture` gives the size.
  [[nodiscard]] Mask fromNetwork(const Mask& mask, const Mask& picture) const;
};

/// The view of the whole picture, encoded into `whole` when that is null; for a small object an
/// enlarged view of its surroundings is added.
[[nodiscard]] Result<std::vector<Seen>> lookAt(const Mask& object, core::MaskPredictor& predictor,
                                               const core::SlicePicture& picture,
                                               core::EmbeddingPtr& whole, const JobContext& job);

/// Answers of the network, of the whole picture.
struct Answers {
  std::vector<Mask> masks;
  double predictedIou = 0;  // mean

  void add(Mask mask, double iouOfIt);
};
/// Mean IoU of all pairs; 1 where there is none.
[[nodiscard]] double agreementOf(const std::vector<Mask>& masks);

/// Where clicking ended.
struct Clicked {
  RefineStop stop = RefineStop::ClickBudget;
  Mask answer;
  double predictedIou = 0;
  std::size_t clicks = 0;
};
/// Called with each answer; returns how good it is.
using AnswerListener =
    std::function<double(const Mask& answer, std::size_t clicks, double predictedIou)>;
/// Predicts, then adds one point after another in the middle of the largest region where the answer
/// differs from `truth`: foreground or background, as `truth` has it there.
[[nodiscard]] Result<Clicked> clickTowards(core::MaskPredictor& predictor,
                                           const core::Embedding& embedding, const Mask& truth,
                                           core::PromptSet shown, const RefineRule& rule,
                                           const AnswerListener& seen);

/// Prompts the network with masks in one view. Parts outside of the view are ignored.
struct Asker {
  core::MaskPredictor& predictor;
  const Seen& seen;

  /// With the draft as mask prompt and its box, then with points where the answer differs from the
  /// draft. Where the answer still differs afterwards, the network is certain of it.
  [[nodiscard]] Result<Clicked> click(const Mask& draft, const RefineRule& rule,
                                      Answers& answers) const;
  /// With a looser box alone, with points and the mask, and with the masks of the neighbours.
  [[nodiscard]] Result<void> ask(const Mask& draft, const std::vector<Mask>& neighbours,
                                 Answers& answers) const;
  /// With points and box alone.
  [[nodiscard]] Result<void> askFor(const Mask& part, Answers& answers) const;
  /// With points alone, which do not show where the object ends: all three candidates.
  [[nodiscard]] Result<void> askFromWithin(const Mask& part, Answers& answers) const;
  /// With prompts taken from the mask: points and box, box alone, points and mask. The answers are
  /// closer to the mask when the mask is correct (self-consistency).
  [[nodiscard]] Result<void> askBack(const Mask& mask, Answers& answers) const;

 private:
  [[nodiscard]] Result<core::PromptSet> withMask(const Mask& shown, core::PromptSet set) const;
  [[nodiscard]] Result<void> put(const std::vector<core::PromptSet>& sets, const Mask& picture,
                                 Answers& answers) const;
};

}  // namespace limn::batch
