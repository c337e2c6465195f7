// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/draft_candidates.h"
#include "limn/batch/refinement.h"
#include "limn/core/mask_predictor.h"

#include <vector>

namespace limn::batch {

/// The evidence about a draft.
struct Weighed {
  RefinedSlice slice;  // the draft without islands, before a candidate is chosen
  PixelBox part;       // of the picture, in which the draft is judged
  Mask body;           // bodyOf(draft)
  std::vector<DraftCandidate>
      candidates;  // of the body, cut to the part; with their self-consistency

  /// The whole picture's mask with a candidate in the body's place.
  [[nodiscard]] Mask with(const DraftCandidate& candidate) const;
};

/// Prompts the network in several ways, removes islands from the draft, and measures the candidates
/// that could replace it. `whole` is the encoded picture, filled when it is null.
[[nodiscard]] Result<Weighed> weigh(const Mask& draft, const std::vector<Mask>& neighbours,
                                    core::MaskPredictor& predictor,
                                    const core::SlicePicture& picture, core::EmbeddingPtr& whole,
                                    const RefineRule& rule, const JobContext& job);

}  // namespace limn::batch
