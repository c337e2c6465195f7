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

/// Refinement of a draft mask without a reader. With a reference, points are placed where the
/// answer is wrong, as a reader would place them. Without one, the draft is trusted more than the
/// network: the network is prompted in several ways, and the draft is changed only where picture
/// and answers together make an improvement likely, by a change with few parameters (grow, shrink,
/// move, remove an island, add a missing part).

/// When to stop clicking.
struct RefineRule {
  std::size_t maxClicks = 9;
  double enoughIou = 0.95;     // predicted IoU, or the IoU with a reference
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
  bool isDoubtful = false;  // the answers agree on a change that the rule did not make
};

/// One slice picture on which drafts are refined. Encodes the whole picture once, when it is first
/// needed, and an enlarged view of the surroundings of each small object.
class SliceRefiner {
 public:
  /// Both outlive the refiner.
  SliceRefiner(core::MaskPredictor& predictor, const core::SlicePicture& picture);

  /// Without a reference. `neighbours` are the drafts of the same object on the slices
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
