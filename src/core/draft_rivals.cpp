// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft_rivals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

namespace limn::core {
namespace {

/// Shares of the depth by which drafts are grown, shrunk and moved.
constexpr std::array kGrowths{0.1, 0.2, 0.3, 0.4};
constexpr std::array kMoves{0.15, 0.3, 0.45};
constexpr int kDirections = 8;

double logRatio(double rival, double draft) {
  constexpr double kLeast = 0.5;  // grey levels a pixel: below this there is no edge to speak of
  return std::log(std::max(rival, kLeast) / std::max(draft, kLeast));
}

double depthOf(const SignedDistance& distance) {
  return std::max(0.0, static_cast<double>(-std::ranges::min(distance.values)));
}

class RivalMaker {
 public:
  explicit RivalMaker(const DraftEvidence& evidence)
      : evidence_(evidence),
        distance_(signedDistance(evidence.draft)),
        depth_(depthOf(distance_)),
        likeness_(likeness(evidence.picture, distance_)),
        edge_(edgeStrength(evidence.picture, distance_, 0)) {}

  [[nodiscard]] std::vector<Rival> all(const TrustRule& rule) {
    if (!likeness_ || likeness_->contrast < rule.leastContrast || depth_ < rule.leastDepth)
      return {};
    addGrown();
    addMoved();
    addCompleted();
    return std::move(rivals_);
  }

 private:
  void add(RefineOutcome outcome, Mask mask, double edge) {
    if (mask.count() == 0 || mask == evidence_.draft) return;
    Rival rival{outcome, std::move(mask), logRatio(edge, edge_), 0, 0};
    rival.likeness = supportFor(likeness_->field, evidence_.draft, rival.mask);
    rival.votes = supportFor(evidence_.votes, evidence_.draft, rival.mask);
    rivals_.push_back(std::move(rival));
  }

  void addGrown() {
    std::set<double> offsets{-1, 1};
    for (const double share : kGrowths) {
      const double by = share * depth_;
      if (by >= 0.5) offsets.insert({by, -by});
    }
    for (const double by : offsets) {
      if (-by >= depth_) continue;
      add(by > 0 ? RefineOutcome::Grown : RefineOutcome::Shrunk, within(distance_, by),
          edgeStrength(evidence_.picture, distance_, by));
    }
  }

  void addMoved() {
    std::set<std::pair<std::int64_t, std::int64_t>> moves;
    for (const double share : kMoves) {
      const double by = std::max(1.0, share * depth_);
      for (int i = 0; i < kDirections; ++i) {
        const double angle = 2 * std::numbers::pi * i / kDirections;
        moves.emplace(std::lround(by * std::cos(angle)), std::lround(by * std::sin(angle)));
      }
    }
    for (const auto& [dx, dy] : moves) {
      add(RefineOutcome::Moved, shifted(evidence_.draft, dx, dy),
          edgeStrength(evidence_.picture, distance_, 0, dx, dy));
    }
  }

  /// What hangs together with the draft, has most of the votes and looks like it.
  void addCompleted() {
    Mask like(evidence_.draft.width(), evidence_.draft.height());
    for (std::int64_t y = 0; y < like.height(); ++y) {
      for (std::int64_t x = 0; x < like.width(); ++x) {
        if (evidence_.votes.at(x, y) > 0 && likeness_->field.at(x, y) > 0) like.set(x, y);
      }
    }
    Mask whole = evidence_.draft;
    for (const Mask& part : components(unite(like, evidence_.draft))) {
      if (part.countCommon(evidence_.draft) > 0) whole = unite(whole, part);
    }
    const SignedDistance smooth = signedDistance(whole);  // opened: threads are not followed
    const double by = std::max(1.0, 0.15 * depth_);
    const Mask opened = within(signedDistance(within(smooth, -by)), by);
    add(RefineOutcome::Completed, unite(evidence_.draft, intersect(opened, whole)),
        edgeStrength(evidence_.picture, signedDistance(unite(evidence_.draft, opened)), 0));
  }

  const DraftEvidence& evidence_;
  SignedDistance distance_;
  double depth_;
  std::optional<Likeness> likeness_;
  double edge_;
  std::vector<Rival> rivals_;
};

struct Threshold {
  double edge = 0, likeness = 0, votes = 0;
};

Threshold thresholdFor(RefineOutcome outcome, const TrustRule& rule) {
  if (outcome == RefineOutcome::Completed)
    return {rule.completedEdge, rule.completedLikeness, rule.completedVotes};
  return {rule.changedEdge, rule.changedLikeness, rule.changedVotes};
}

bool isNearNeighbour(const Mask& part, const std::vector<Mask>& neighbours) {
  return std::ranges::any_of(
      neighbours, [&](const Mask& other) { return 2 * part.countCommon(other) >= part.count(); });
}

}  // namespace

std::optional<Mask> withoutIslands(const DraftEvidence& evidence, const TrustRule& rule) {
  const std::vector<Mask> parts = components(evidence.draft);
  if (parts.size() < 2) return std::nullopt;
  const Mask& main = parts.front();
  const SignedDistance distance = signedDistance(main);
  const auto like = likeness(evidence.picture, distance);
  const auto mainShare =
      static_cast<double>(main.count()) / static_cast<double>(evidence.draft.count());
  if (!like || mainShare < rule.leastMain || depthOf(distance) < rule.leastDepth)
    return std::nullopt;
  const double edge = edgeStrength(evidence.picture, distance, 0);
  const Mask none(main.width(), main.height());
  Mask kept = evidence.draft;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Mask& part = parts[i];
    const auto share = static_cast<double>(part.count()) / static_cast<double>(main.count());
    if (share > rule.islandShare || isNearNeighbour(part, evidence.neighbours)) continue;
    const double own = edgeStrength(evidence.picture, signedDistance(part), 0);
    const bool isFlat = logRatio(own, edge) < rule.islandEdge;
    const bool isUnlike = supportFor(like->field, none, part) < rule.islandLikeness;
    const bool isUnvoted = supportFor(evidence.mainVotes, none, part) < rule.islandVotes;
    if (isUnvoted && isUnlike && isFlat) kept = subtract(kept, part);
  }
  return kept == evidence.draft ? std::nullopt : std::optional(kept);
}

std::vector<Rival> rivalsOf(const DraftEvidence& evidence, const TrustRule& rule) {
  return RivalMaker(evidence).all(rule);
}

Choice choose(const std::vector<Rival>& rivals, const DraftEvidence& evidence,
              const TrustRule& rule) {
  Choice choice;
  double best = 0;
  for (const Rival& rival : rivals) {
    const Threshold least = thresholdFor(rival.outcome, rule);
    const bool isFirm =
        evidence.agreement >= rule.leastAgreement && evidence.predictedIou >= rule.leastPredicted;
    const double score =
        rival.edge + rule.likenessWeight * rival.likeness + rule.votesWeight * rival.votes;
    const bool passes = rival.edge > least.edge && rival.likeness > least.likeness &&
                        rival.votes > least.votes && isFirm;
    choice.nearly = choice.nearly || (rival.edge > least.edge / 2 && rival.likeness > 0 &&
                                      rival.votes > 0 && !passes);
    if (!passes || (choice.rival && score <= best)) continue;
    best = score;
    choice.rival = rival;
  }
  if (choice.rival) choice.nearly = false;
  return choice;
}

}  // namespace limn::core
