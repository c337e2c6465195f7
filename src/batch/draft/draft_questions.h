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

/// The picture as the network has seen it: whole, or a region of it enlarged.
struct Seen {
  core::EmbeddingPtr embedding;
  std::optional<PictureRegion> region;

  [[nodiscard]] Mask toNetwork(const Mask& mask) const;
  /// `picture` gives the size.
  [[nodiscard]] Mask fromNetwork(const Mask& mask, const Mask& picture) const;
};

/// The whole picture, which is encoded into `whole` when that is null, and where the object is
/// small, its surroundings enlarged.
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
/// Hears of each answer and says how good it is.
using AnswerListener =
    std::function<double(const Mask& answer, std::size_t clicks, double predictedIou)>;
/// Asks, and clicks again and again in the middle of the largest part where the answer differs from
/// `truth`, with its word.
[[nodiscard]] Result<Clicked> clickTowards(core::MaskPredictor& predictor,
                                           const core::Embedding& embedding, const Mask& truth,
                                           core::PromptSet shown, const RefineRule& rule,
                                           const AnswerListener& seen);

/// Puts masks to the network in one view. What is not in the view is not asked.
struct Asker {
  core::MaskPredictor& predictor;
  const Seen& seen;

  /// With the draft as mask and its box, then with clicks where the answer differs from the draft.
  /// What the network still says against the draft afterwards, it means.
  [[nodiscard]] Result<Clicked> click(const Mask& draft, const RefineRule& rule,
                                      Answers& answers) const;
  /// With a looser box alone, with points and the mask, and with the masks of the neighbours.
  [[nodiscard]] Result<void> ask(const Mask& draft, const std::vector<Mask>& neighbours,
                                 Answers& answers) const;
  /// With points and box alone.
  [[nodiscard]] Result<void> askFor(const Mask& part, Answers& answers) const;
  /// With points alone, which say nothing of where the object ends: all three answers.
  [[nodiscard]] Result<void> askFromWithin(const Mask& part, Answers& answers) const;
  /// As if the mask were right: points and box, box alone, points and mask. A network that knows
  /// the object gives a right mask back better than a wrong one.
  [[nodiscard]] Result<void> askBack(const Mask& mask, Answers& answers) const;

 private:
  [[nodiscard]] Result<core::PromptSet> withMask(const Mask& shown, core::PromptSet set) const;
  [[nodiscard]] Result<void> put(const std::vector<core::PromptSet>& sets, const Mask& picture,
                                 Answers& answers) const;
};

}  // namespace limn::batch
