// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft_evidence.h"
#include "limn/core/refinement.h"

#include <optional>
#include <vector>

namespace limn::core {

/// How sure one must be to move a draft. Found on the `train` split of the data that the shipped
/// weights were trained on; docs/refinement.md says how.
struct TrustRule {
  // Where nothing is moved at all: too little inside, or too like its surroundings.
  double leastDepth = 2.5;      // radius of the largest disk inside, pixels
  double leastContrast = 0.9;   // of the means of inside and surroundings, in their joint spread
  double leastAgreement = 0.3;  // of the network's answers among themselves, mean IoU
  double leastPredicted = 0.5;  // IoU that the network gives its answers, mean

  // What a change must have for it: `edge`, the log of how much sharper the picture changes along
  // the new border; `likeness`, how much more the pixels in question look like the object than like
  // its surroundings, from -3 to 3; `votes` of the network's answers, from -1 to 1.
  double changedEdge = 0.2, changedLikeness = 0.5, changedVotes = 0;  // grown, shrunk, moved
  double completedEdge = 0.1, completedLikeness = 1, completedVotes = 0.3;
  double likenessWeight = 0.3, votesWeight = 0.3;  // beside the edge, to choose among rivals
  // A component is an island when it is small (a share of the largest one's pixels) and below all.
  // Objects that are thin or scattered by nature, as vessels are, have none.
  double leastMain = 0.6;  // share of the draft's pixels in its largest component
  double islandShare = 0.5, islandEdge = -0.5, islandLikeness = 1, islandVotes = -0.4;
};

/// All that is known of a draft; everything is cut to one part of the picture.
struct DraftEvidence {
  Mask draft;  // not empty
  Brightness picture;
  PixelField votes;              // of the network's answers to prompts from the draft
  PixelField mainVotes;          // ... to prompts from its largest component; same where it has one
  std::vector<Mask> neighbours;  // drafts of the slices before and after
  double agreement = 0;          // mean IoU of the network's answers among themselves
  double predictedIou = 0;       // mean of what the network thinks of its answers
};

/// A mask that may be better than the draft.
struct Rival {
  RefineOutcome outcome = RefineOutcome::Kept;
  Mask mask;
  double edge = 0;      // log of its edge strength over the draft's
  double likeness = 0;  // support of the brightness for the change
  double votes = 0;     // support of the network's answers
};

/// The draft without components that neither the network, the brightness nor a neighbouring slice
/// supports; nothing when all stay.
[[nodiscard]] std::optional<Mask> withoutIslands(const DraftEvidence& evidence,
                                                 const TrustRule& rule);

/// The draft grown, shrunk and moved by a few amounts, and with what both the network and the
/// brightness say is missing. None where the object is too thin, or does not stand out from its
/// surroundings: the picture can then not tell a better border from a worse one.
[[nodiscard]] std::vector<Rival> rivalsOf(const DraftEvidence& evidence, const TrustRule& rule);

/// The strongest of those that pass the rule; nothing when none does. `nearly` tells whether one
/// only just failed: the draft is then worth a look.
struct Choice {
  std::optional<Rival> rival;
  bool nearly = false;
};
[[nodiscard]] Choice choose(const std::vector<Rival>& rivals, const DraftEvidence& evidence,
                            const TrustRule& rule);

}  // namespace limn::core
