// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "draft/draft_candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

namespace limn::batch {
namespace {

/// Shares of the depth by which drafts are grown, shrunk and moved.
constexpr std::array kGrowths{0.1, 0.2, 0.3, 0.4};
constexpr std::array kMoves{0.15, 0.3, 0.45};
constexpr int kDirections = 8, kFlatDirections = 16;
constexpr double kFlat = 0.8;        // of the depth: least length of a flat side
constexpr double kLeastPiece = 0.1;  // of the draft: smaller pieces are ignored
constexpr std::size_t kMostCompleted = 4;

double logRatio(double candidate, double draft) {
  constexpr double kLeast = 0.5;  // grey levels per pixel: a weaker change is not an edge
  return std::log(std::max(candidate, kLeast) / std::max(draft, kLeast));
}

double depthOf(const SignedDistance& distance) {
  return std::max(0.0, static_cast<double>(-std::ranges::min(distance.values)));
}

template <class Wanted>
Mask where(const Mask& picture, Wanted wanted) {
  Mask mask(picture.width(), picture.height());
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      if (wanted(x, y)) mask.set(x, y);
    }
  }
  return mask;
}

/// The draft together with those parts that touch it.
Mask joined(const Mask& draft, const Mask& parts) {
  Mask whole = draft;
  for (const Mask& part : components(unite(parts, draft))) {
    if (part.countCommon(draft) > 0) whole = unite(whole, part);
  }
  return whole;
}

/// Likewise, but without parts that are thinner than 2 `by`.
Mask joinedFirmly(const Mask& draft, const Mask& parts, double by) {
  const Mask whole = joined(draft, parts);
  const Mask core = within(signedDistance(whole), -by);
  return joined(draft, intersect(within(signedDistance(core), by), whole));
}

/// The mask mirrored at the line through its outermost pixels in a direction.
Mask reflected(const Mask& mask, double nx, double ny, double outermost) {
  return where(mask, [&](std::int64_t x, std::int64_t y) {
    const double beyond = static_cast<double>(x) * nx + static_cast<double>(y) * ny - outermost;
    if (beyond <= 0) return false;
    const auto sx = std::lround(static_cast<double>(x) - 2 * beyond * nx);
    const auto sy = std::lround(static_cast<double>(y) - 2 * beyond * ny);
    return sx >= 0 && sy >= 0 && sx < mask.width() && sy < mask.height() && mask.test(sx, sy);
  });
}

/// The mirror images of the mask at its flat sides. Where a half of the object is missing, the cut
/// is such a side.
std::vector<Mask> mirrorImages(const Mask& mask, double depth) {
  const PixelBox box = mask.bounds();
  std::vector<Mask> images;
  for (int i = 0; i < kFlatDirections; ++i) {
    const double angle = 2 * std::numbers::pi * i / kFlatDirections;
    const double nx = std::cos(angle), ny = std::sin(angle);
    std::vector<double> reach;
    for (std::int64_t y = box.y0; y < box.y1; ++y) {
      for (std::int64_t x = box.x0; x < box.x1; ++x) {
        if (mask.test(x, y))
          reach.push_back(static_cast<double>(x) * nx + static_cast<double>(y) * ny);
      }
    }
    const double outermost = std::ranges::max(reach);
    const auto side = std::ranges::count_if(reach, [&](double r) { return r > outermost - 1.5; });
    if (static_cast<double>(side) >= kFlat * depth)
      images.push_back(reflected(mask, nx, ny, outermost));
  }
  return images;
}

class RivalMaker {
 public:
  explicit RivalMaker(const DraftEvidence& evidence)
      : evidence_(evidence),
        distance_(signedDistance(evidence.body)),
        depth_(depthOf(distance_)),
        likeness_(likeness(evidence.picture, distance_)),
        edge_(edgeStrength(evidence.picture, distance_, 0)) {}

  [[nodiscard]] std::vector<DraftCandidate> all(const CandidateRule& rule) {
    if (!likeness_ || depth_ < rule.leastDepth) return {};
    addCompleted();
    if (likeness_->contrast < rule.leastContrast) return std::move(rivals_);
    addGrown();
    addMoved();
    return std::move(rivals_);
  }

 private:
  void add(RefineOutcome outcome, Mask mask, double edge) {
    if (mask.count() == 0 || mask == evidence_.body) return;
    DraftCandidate candidate{outcome, std::move(mask), edge};
    candidate.likeness = supportFor(likeness_->field, evidence_.body, candidate.mask);
    if (candidate.likeness <= 0) return;
    candidate.votes = supportFor(evidence_.votes, evidence_.body, candidate.mask);
    candidate.growth = std::abs(std::log(static_cast<double>(candidate.mask.count()) /
                                         static_cast<double>(evidence_.body.count())));
    rivals_.push_back(std::move(candidate));
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
          logRatio(edgeStrength(evidence_.picture, distance_, by), edge_));
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
      add(RefineOutcome::Moved, shifted(evidence_.body, dx, dy),
          logRatio(edgeStrength(evidence_.picture, distance_, 0, dx, dy), edge_));
    }
  }

  /// Called first. Only the best few completed candidates stay, because each needs predictions.
  void addCompleted() {
    const double by = std::max(1.0, 0.15 * depth_);
    const Mask& body = evidence_.body;
    const Mask like = where(body, [&](auto x, auto y) { return likeness_->field.at(x, y) > 0; });
    const Mask voted = where(body, [&](auto x, auto y) { return evidence_.votes.at(x, y) > 0; });
    for (const Mask& image : mirrorImages(body, depth_)) {
      addWhole(unite(body, image));
      addWhole(joinedFirmly(body, intersect(image, like), by));
    }
    addWhole(joinedFirmly(body, intersect(voted, like), by));
    for (const Mask& answer : evidence_.fromWithin)
      addWhole(joinedFirmly(body, answer, by));
    std::ranges::stable_sort(rivals_, std::ranges::greater{}, [](const DraftCandidate& candidate) {
      return candidate.likeness + candidate.votes;
    });
    if (rivals_.size() > kMostCompleted) rivals_.resize(kMostCompleted);
  }

  void addWhole(Mask whole) {
    const auto least = (1 + kLeastPiece) * static_cast<double>(evidence_.body.count());
    if (static_cast<double>(whole.count()) < least) return;
    const bool isKnown = std::ranges::any_of(
        rivals_, [&](const DraftCandidate& candidate) { return candidate.mask == whole; });
    if (!isKnown) add(RefineOutcome::Completed, std::move(whole), 0);
  }

  const DraftEvidence& evidence_;
  SignedDistance distance_;
  double depth_;
  std::optional<Likeness> likeness_;
  double edge_;
  std::vector<DraftCandidate> rivals_;
};

bool isNearNeighbour(const Mask& part, const std::vector<Mask>& neighbours) {
  return std::ranges::any_of(
      neighbours, [&](const Mask& other) { return 2 * part.countCommon(other) >= part.count(); });
}

}  // namespace

Mask bodyOf(const Mask& draft) {
  const std::vector<Mask> parts = components(draft);
  Mask body(draft.width(), draft.height());
  for (const Mask& part : parts) {
    if (2 * part.count() >= parts.front().count()) body = unite(body, part);
  }
  return body;
}

std::vector<DraftCandidate> candidatesOf(const DraftEvidence& evidence, const CandidateRule& rule) {
  return RivalMaker(evidence).all(rule);
}

std::optional<Mask> withoutIslands(const DraftEvidence& evidence, const IslandRule& rule) {
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
    if (2 * part.count() >= main.count() || isNearNeighbour(part, evidence.neighbours)) continue;
    const double own = edgeStrength(evidence.picture, signedDistance(part), 0);
    const bool isFlat = logRatio(own, edge) < rule.edge;
    const bool isUnlike = supportFor(like->field, none, part) < rule.likeness;
    const bool isUnvoted = supportFor(evidence.mainVotes, none, part) < rule.votes;
    if (isUnvoted && isUnlike && isFlat) kept = subtract(kept, part);
  }
  return kept == evidence.draft ? std::nullopt : std::optional(kept);
}

}  // namespace limn::batch
