// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/draft_evidence.h"
#include "limn/batch/refinement.h"

#include <optional>
#include <vector>

namespace limn::batch {

/// The evidence about a draft, all of it cut to one part of the picture.
struct DraftEvidence {
  Mask draft;  // not empty
  Mask body;   // bodyOf(draft)
  Brightness picture;
  PixelField votes;              // of the answers to prompts from the body
  PixelField mainVotes;          // of the answers to prompts from its largest component
  std::vector<Mask> neighbours;  // drafts of the slices before and after
  std::vector<Mask> fromWithin;  // answers to points deep inside alone
};

/// The components of a draft with at least half as many pixels as the largest one. Smaller ones may
/// be islands, which would distort the measured brightness of the object.
[[nodiscard]] Mask bodyOf(const Mask& draft);

/// A mask that may be better than the body of the draft.
struct DraftCandidate {
  RefineOutcome outcome = RefineOutcome::Kept;
  Mask mask;
  double edge = 0;             // log of its edge strength over the body's; 0 for completed ones
  double likeness = 0;         // support of the brightness for the change
  double votes = 0;            // support of the network's answers
  double growth = 0;           // |log| of its area over the body's
  double selfConsistency = 0;  // mean IoU with answers to its own prompts, minus the body's
};

/// Limits below which brightness and edges are not used as evidence.
struct CandidateRule {
  double leastDepth = 2;  // radius of the largest disk inside, pixels
  // Difference of the means of inside and surroundings, in units of their joint spread. A border
  // that cannot be seen is not moved.
  double leastContrast = 0.5;
};

/// The body grown, shrunk and moved by a few amounts, and completed by pieces that may be missing:
/// its mirror image at a flat side, the majority of the answers, the answers from within. Only
/// candidates that the brightness supports. `selfConsistency` is set by the caller.
[[nodiscard]] std::vector<DraftCandidate> candidatesOf(const DraftEvidence& evidence,
                                                       const CandidateRule& rule = {});

/// When a component of a draft counts as an island: it is small and below all of these limits.
/// Drafts of thin or scattered objects, such as vessels, have no islands.
struct IslandRule {
  double leastDepth = 2.5;  // of the largest component
  double leastMain = 0.6;   // share of the draft's pixels in its largest component
  double edge = -0.5, likeness = 1, votes = -0.4;
};

/// The draft without components that neither the network, the brightness nor a neighbouring slice
/// supports; nothing when all stay.
[[nodiscard]] std::optional<Mask> withoutIslands(const DraftEvidence& evidence,
                                                 const IslandRule& rule = {});

}  // namespace limn::batch
