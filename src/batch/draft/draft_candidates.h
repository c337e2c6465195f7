// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft/draft_evidence.h"
#include "limn/batch/refinement.h"

#include <optional>
#include <vector>

namespace limn::batch {

/// All that is known of a draft; everything is cut to one part of the picture.
struct DraftEvidence {
  Mask draft;  // not empty
  Mask body;   // of it: its large pieces, which are what it looks like
  Brightness picture;
  PixelField votes;              // of the network's answers to prompts from the body
  PixelField mainVotes;          // ... to prompts from its largest component; same where it has one
  std::vector<Mask> neighbours;  // drafts of the slices before and after
  std::vector<Mask> fromWithin;  // answers to points deep inside, which do not say where it ends
};

/// The pieces of a draft with at least half of the largest one's pixels. What is smaller may be an
/// island, and would distort the measured appearance of the object.
[[nodiscard]] Mask bodyOf(const Mask& draft);

/// A mask that may be better than the body of the draft.
struct DraftCandidate {
  RefineOutcome outcome = RefineOutcome::Kept;
  Mask mask;
  double edge = 0;             // log of its edge strength over the body's; 0 for completed ones
  double likeness = 0;         // support of the brightness for the change
  double votes = 0;            // support of the network's answers
  double growth = 0;           // |log| of its area over the body's
  double selfConsistency = 0;  // how much better the network gives it back than the body, mean IoU
};

/// Where there is nothing to judge by.
struct CandidateRule {
  double leastDepth = 2;  // radius of the largest disk inside, pixels
  // Of the means of inside and surroundings, in their joint spread; a border that does not show is
  // not moved, but may end where the object does not.
  double leastContrast = 0.5;
};

/// The body grown, shrunk and moved by a few amounts, and with pieces that it may lack: its mirror
/// image beyond a flat side, what most answers have, what is found from within. Only those that the
/// brightness speaks for. `selfConsistency` is filled in by code that has the network.
[[nodiscard]] std::vector<DraftCandidate> candidatesOf(const DraftEvidence& evidence,
                                                       const CandidateRule& rule = {});

/// What makes a piece of a draft an island: small, and below all of these. Objects that are thin or
/// scattered by nature, as vessels are, have none.
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
