// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/model_input.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace limn::batch {

/// Refinement of a draft mask without a reader. Against a reference it clicks where the answer is
/// wrong, as a reader would. Without one, a draft is trusted more than the network: the network is
/// asked in several ways, and a draft is moved only where picture and network together make it
/// likely that it is better so, by a change of few parameters (grown, shrunk, moved, an island
/// taken away, a missing part added).

/// When to stop clicking.
struct RefineRule {
  std::size_t maxClicks = 9;
  double enoughIou = 0.95;     // predicted (by doubt) or true (against a reference)
  double leastChange = 0.002;  // of the union's pixels, from one answer to the next
};

/// What happened to a draft on one slice.
enum class RefineOutcome : std::uint8_t { Kept, Grown, Shrunk, Moved, Trimmed, Completed, Clicked };
/// "kept", "grown", "shrunk", "moved", "trimmed", "completed", "clicked".
[[nodiscard]] std::string_view outcomeName(RefineOutcome outcome);

/// Why no further click was made.
enum class RefineStop : std::uint8_t { Agreed, GoodEnough, SmallChange, ClickBudget };
/// "agreed", "good enough", "small change", "click budget".
[[nodiscard]] std::string_view stopName(RefineStop stop);

struct RefinedSlice {
  Mask mask;
  RefineOutcome outcome = RefineOutcome::Kept;
  RefineStop stop = RefineStop::Agreed;
  std::size_t clicks = 0;
  double predictedIou = 0;  // of the last answer
  double agreement = 0;     // mean IoU of the network's answers among themselves
  bool isDoubtful = false;  // the answers agree on something that the rule did not dare to do
};

/// One slice picture on which drafts are refined. Encodes the whole picture once, when first asked,
/// and the surroundings of each object. Small objects are seen enlarged.
class SliceRefiner {
 public:
  /// Both outlive the refiner.
  SliceRefiner(core::MaskPredictor& predictor, const core::SlicePicture& picture);

  /// By the network's own doubt. `neighbours` are the drafts of the same object on the slices
  /// before and after, as far as there are any. WrongUse when the draft is empty.
  [[nodiscard]] Result<RefinedSlice> refine(const Mask& draft, const std::vector<Mask>& neighbours,
                                            const RefineRule& rule, const JobContext& job);
  /// Towards a reference: clicks at the centre of the largest error. The best mask on the way is
  /// kept, so it is never worse than the draft. Either mask may be empty, but not both.
  [[nodiscard]] Result<RefinedSlice> refineTowards(const Mask& reference, const Mask& draft,
                                                   const RefineRule& rule, const JobContext& job);

 private:
  core::MaskPredictor& predictor_;
  const core::SlicePicture& picture_;
  core::EmbeddingPtr whole_;
};

}  // namespace limn::batch
