// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft_rivals.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/refinement.h"

#include <vector>

namespace limn::core {

/// What was found out about a draft.
struct Weighed {
  RefinedSlice slice;         // the draft without islands; all but the choice of a rival is made
  PixelBox part;              // of the picture, in which the draft is judged
  Mask body;                  // bodyOf(draft)
  std::vector<Rival> rivals;  // of the body, cut to the part; with their echoes

  /// The whole picture's mask with a rival in the body's place.
  [[nodiscard]] Mask with(const Rival& rival) const;
};

/// Asks the network about a draft in several ways, takes islands away, and weighs what could take
/// its place. `whole` is the encoded picture, filled when it is null.
[[nodiscard]] Result<Weighed> weigh(const Mask& draft, const std::vector<Mask>& neighbours,
                                    MaskPredictor& predictor, const SlicePicture& picture,
                                    EmbeddingPtr& whole, const RefineRule& rule,
                                    const JobContext& job);

}  // namespace limn::core
