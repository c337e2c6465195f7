// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/mask_operation.h"

#include "edit/voxel_mask.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <set>

namespace limn::core {
namespace {

using Operation = HandEdit::Operation;
using Voxels = std::vector<LabelId>;

/// A volume with labels at random, and each operation in the plainest way over all voxels.
class NaiveOperations {
 public:
  NaiveOperations(Grid grid, Voxels voxels) : grid_(std::move(grid)), voxels_(std::move(voxels)) {}

  /// Offsets in which the operation takes place.
  void scope(std::optional<SliceRef> slice) { slice_ = slice; }

  [[nodiscard]] std::set<std::int64_t> of(LabelId label) const {
    std::set<std::int64_t> set;
    for (std::int64_t at = 0; at < count(); ++at) {
      if (isIn(at) && voxels_[static_cast<std::size_t>(at)] == label) set.insert(at);
    }
    return set;
  }
  /// The nearest distance in mm to a set; infinite to none.
  [[nodiscard]] double distance(std::int64_t at, const std::set<std::int64_t>& set) const {
    double best = 1e9;
    for (const std::int64_t other : set) {
      Vec3 way;
      const auto a = voxel(at), b = voxel(other);
      way.x = static_cast<double>(a[0] - b[0]) * grid_.spacing.x;
      way.y = static_cast<double>(a[1] - b[1]) * grid_.spacing.y;
      way.z = static_cast<double>(a[2] - b[2]) * grid_.spacing.z;
      best = std::min(best, length(way));
    }
    return best;
  }
  [[nodiscard]] std::set<std::int64_t> complement(const std::set<std::int64_t>& set) const {
    std::set<std::int64_t> rest;
    for (std::int64_t at = 0; at < count(); ++at) {
      if (isIn(at) && !set.contains(at)) rest.insert(at);
    }
    return rest;
  }
  [[nodiscard]] std::set<std::int64_t> grown(const std::set<std::int64_t>& set, double mm) const {
    std::set<std::int64_t> result;
    for (std::int64_t at = 0; at < count(); ++at) {
      if (isIn(at) && distance(at, set) <= mm + 1e-6) result.insert(at);
    }
    return result;
  }
  [[nodiscard]] std::set<std::int64_t> shrunk(const std::set<std::int64_t>& set, double mm) const {
    const auto outside = complement(set);
    std::set<std::int64_t> result;
    for (const std::int64_t at : set) {
      if (distance(at, outside) > mm + 1e-6) result.insert(at);
    }
    return result;
  }
  /// The connected parts of a set, the one with the first voxel first.
  [[nodiscard]] std::vector<std::set<std::int64_t>> parts(std::set<std::int64_t> left,
                                                          bool byFaces) const {
    std::vector<std::set<std::int64_t>> parts;
    while (!left.empty()) {
      std::set<std::int64_t> part{*left.begin()};
      left.erase(left.begin());
      for (bool isGrowing = true; isGrowing;) {
        isGrowing = false;
        for (auto next = left.begin(); next != left.end();) {
          const bool touches = std::ranges::any_of(
              part, [&](std::int64_t at) { return areNeighbours(at, *next, byFaces); });
          if (touches) part.insert(*next);
          isGrowing = isGrowing || touches;
          next = touches ? left.erase(next) : std::next(next);
        }
      }
      parts.push_back(std::move(part));
    }
    return parts;
  }
  [[nodiscard]] std::set<std::int64_t> filled(std::set<std::int64_t> set) const {
    for (const auto& part : parts(complement(set), true)) {
      const bool isOpen = std::ranges::any_of(part, [&](std::int64_t at) { return isAtEdge(at); });
      if (!isOpen) set.insert(part.begin(), part.end());
    }
    return set;
  }
  [[nodiscard]] double partSize(const std::set<std::int64_t>& part) const {
    double size = static_cast<double>(part.size());
    for (int i = 0; i < 3; ++i) {
      if (!slice_ || static_cast<int>(slice_->axis) != i) size *= grid_.spacing[i];
    }
    return size;
  }
  [[nodiscard]] std::int64_t count() const { return grid_.size.voxels(); }
  [[nodiscard]] std::array<std::int64_t, 3> voxel(std::int64_t at) const {
    return {at % grid_.size.x, at / grid_.size.x % grid_.size.y, at / grid_.size.x / grid_.size.y};
  }

 private:
  [[nodiscard]] bool isIn(std::int64_t at) const {
    return !slice_ || voxel(at)[static_cast<std::size_t>(slice_->axis)] == slice_->slice;
  }
  [[nodiscard]] bool areNeighbours(std::int64_t p, std::int64_t q, bool byFaces) const {
    const auto a = voxel(p), b = voxel(q);
    std::int64_t most = 0, sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      most = std::max(most, std::abs(a[i] - b[i]));
      sum += std::abs(a[i] - b[i]);
    }
    return most == 1 && (!byFaces || sum == 1);
  }
  [[nodiscard]] bool isAtEdge(std::int64_t at) const {
    for (int i = 0; i < 3; ++i) {
      if (slice_ && static_cast<int>(slice_->axis) == i) continue;
      const std::int64_t place = voxel(at)[static_cast<std::size_t>(i)];
      if (place == 0 || place == grid_.size[i] - 1) return true;
    }
    return false;
  }

  Grid grid_;
  Voxels voxels_;
  std::optional<SliceRef> slice_;
};

/// A document with labels 1 and 2 at random; blobs, so that there are parts and holes.
class RandomMasks {
 public:
  explicit RandomMasks(unsigned seed) : random_(seed) {
    const auto grids = test::allAxisOrders({9, 8, 6}, {0.8, 1.3, 2.1});
    volume_ = test::rampVolume(grids[random_() % grids.size()]);
    document_ = std::make_shared<SegmentationDocument>(volume_);
    document_->addLabel();
    const unsigned density = 1 + random_() % 4;
    std::vector<WantedRun> first, second;
    for (std::int64_t at = 0; at < volume_.grid.size.voxels(); ++at) {
      const unsigned chance = random_() % 10;
      if (chance < 2 * density) first.push_back({at, 1, 1});
      if (chance == 9) second.push_back({at, 1, 2});
    }
    EXPECT_TRUE(document_->edit({.label = 1}, first, Overlap::KeepOthers));
    EXPECT_TRUE(document_->edit({.label = 2}, second, Overlap::KeepOthers));
  }
  std::optional<SliceRef> anyScope() {
    if (random_() % 2 == 0) return std::nullopt;
    const auto axis = static_cast<Axis>(random_() % 3);
    const auto slices = static_cast<unsigned>(volume_.grid.size[static_cast<int>(axis)]);
    return SliceRef{axis, static_cast<std::int64_t>(random_() % slices)};
  }
  double anyLength() { return 0.4 + 0.37 * static_cast<double>(random_() % 8); }
  [[nodiscard]] NaiveOperations naive(std::optional<SliceRef> scope) const {
    NaiveOperations naive(volume_.grid, document_->snapshot().voxels);
    naive.scope(scope);
    return naive;
  }
  /// The label's voxels in the scope after the operation, worked out and written.
  std::set<std::int64_t> operated(const HandEdit& edit) {
    const auto done = operate(*document_->moment(), edit);
    if (!done) {
      EXPECT_EQ(done.error().code, ErrorCode::NotFound) << done.error().message();
      return naive(edit.slice).of(edit.label);
    }
    EXPECT_TRUE(document_->edit(done->edit, done->wanted, done->overlap, done->newLabels));
    return naive(edit.slice).of(edit.label);
  }
  [[nodiscard]] SegmentationDocument& document() { return *document_; }

 private:
  std::mt19937 random_;
  Volume volume_;
  std::shared_ptr<SegmentationDocument> document_;
};

/// Without the voxels of label 2, which no operation enters.
std::set<std::int64_t> kept(std::set<std::int64_t> set, const NaiveOperations& naive) {
  for (const std::int64_t at : naive.of(2))
    set.erase(at);
  return set;
}

TEST(MaskOperation, GrowsShrinksAndClosesByTrueDistances) {
  for (unsigned seed = 0; seed < 90; ++seed) {
    RandomMasks masks(seed);
    const auto scope = masks.anyScope();
    const double mm = masks.anyLength();
    const NaiveOperations naive = masks.naive(scope);
    const auto before = naive.of(1);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    HandEdit edit{.label = 1, .slice = scope, .amount = mm};
    edit.operation = std::array{Operation::Grow, Operation::Shrink, Operation::Close}[seed % 3];
    const auto expected = seed % 3 == 0   ? naive.grown(before, mm)
                          : seed % 3 == 1 ? naive.shrunk(before, mm)
                                          : naive.shrunk(naive.grown(before, mm), mm);
    ASSERT_EQ(masks.operated(edit), before.empty() ? before : kept(expected, naive));
    if (seed % 3 == 2) {
      ASSERT_TRUE(std::ranges::includes(naive.grown(before, mm), before));
    }
  }
}

TEST(MaskOperation, FillsHolesAndKeepsAndRemovesParts) {
  for (unsigned seed = 0; seed < 90; ++seed) {
    RandomMasks masks(seed);
    const auto scope = masks.anyScope();
    const NaiveOperations naive = masks.naive(scope);
    const auto before = naive.of(1);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const double least = 1.5 + static_cast<double>(seed % 7);
    HandEdit edit{.label = 1, .slice = scope, .amount = least};
    edit.operation =
        std::array{Operation::FillHoles, Operation::KeepLargest, Operation::RemoveSmall}[seed % 3];
    std::set<std::int64_t> expected;
    if (seed % 3 == 0) expected = kept(naive.filled(before), naive);
    const auto parts = naive.parts(before, false);
    for (const auto& part : parts) {
      if (seed % 3 == 1 && part.size() > expected.size()) expected = part;
      if (seed % 3 == 2 && naive.partSize(part) >= least) expected.insert(part.begin(), part.end());
    }
    ASSERT_EQ(masks.operated(edit), expected);
  }
}

TEST(MaskOperation, SplitsIntoOneLabelForEachPart) {
  int withParts = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    RandomMasks masks(seed);
    const auto scope = masks.anyScope();
    const auto parts = masks.naive(scope).parts(masks.naive(scope).of(1), false);
    masks.operated({.operation = Operation::SplitComponents, .label = 1, .slice = scope});
    if (parts.size() < 2) continue;
    ++withParts;
    std::multiset<std::set<std::int64_t>> found;
    for (const LabelInfo& label : masks.document().labels()) {
      if (label.id != 2) found.insert(masks.naive(scope).of(label.id));
    }
    ASSERT_EQ(found, (std::multiset<std::set<std::int64_t>>(parts.begin(), parts.end())));
    ASSERT_EQ(masks.document().labels().size(), parts.size() + 1);
    ASSERT_GE(masks.naive(scope).of(1).size(), masks.naive(scope).of(3).size());
  }
  EXPECT_GT(withParts, 5);
}

TEST(MaskOperation, UnitesCutsAndKeepsByAnotherLabel) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    RandomMasks masks(seed);
    const auto scope = masks.anyScope();
    const double mm = masks.anyLength();
    const NaiveOperations naive = masks.naive(scope);
    const auto before = naive.of(1), other = naive.of(2);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    HandEdit edit{.label = 1, .slice = scope, .amount = mm, .other = 2};
    edit.operation =
        std::array{Operation::Unite, Operation::CutNear, Operation::KeepNear}[seed % 3];
    std::set<std::int64_t> expected = before;
    if (seed % 3 == 0) expected.insert(other.begin(), other.end());
    std::erase_if(expected, [&](std::int64_t at) {
      const bool isNear = naive.distance(at, other) <= mm + 1e-6;
      return (seed % 3 == 1 && isNear) || (seed % 3 == 2 && !isNear);
    });
    ASSERT_EQ(masks.operated(edit), expected);
    ASSERT_EQ(masks.naive(scope).of(2), seed % 3 == 0 ? std::set<std::int64_t>() : other);
  }
}

TEST(MaskOperation, SmoothingIsAGaussianOverTheMask) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    RandomMasks masks(seed);
    const auto scope = masks.anyScope();
    const LabelVolume voxels = masks.document().moment()->voxels();
    const double mm = 0.9;
    const VoxelMask mask = maskOf(voxels, 1, scope, kGaussianReach * mm);
    if (mask.on.empty()) continue;
    const auto result = smoothed(mask, mm, {}).value();
    for (std::int64_t z = 0; z < mask.size.z; ++z) {
      for (std::int64_t y = 0; y < mask.size.y; ++y) {
        for (std::int64_t x = 0; x < mask.size.x; ++x) {
          double sum = 0, weights = 0;
          const auto axis = [&](int i, std::int64_t at, std::int64_t by) {
            return std::clamp<std::int64_t>(at + by, 0, mask.size[i] - 1);
          };
          const auto reach = [&](int i) {
            if (mask.size[i] == 1) return std::int64_t{0};
            return static_cast<std::int64_t>(std::ceil(kGaussianReach * mm / mask.spacing[i]));
          };
          for (std::int64_t dz = -reach(2); dz <= reach(2); ++dz) {
            for (std::int64_t dy = -reach(1); dy <= reach(1); ++dy) {
              for (std::int64_t dx = -reach(0); dx <= reach(0); ++dx) {
                const Vec3 way{static_cast<double>(dx) * mask.spacing.x,
                               static_cast<double>(dy) * mask.spacing.y,
                               static_cast<double>(dz) * mask.spacing.z};
                const double weight = std::exp(-0.5 * dot(way, way) / (mm * mm));
                weights += weight;
                sum += weight * mask.on[mask.index(axis(0, x, dx), axis(1, y, dy), axis(2, z, dz))];
              }
            }
          }
          const double mean = sum / weights;
          if (std::abs(mean - 0.5) < 1e-4) continue;
          ASSERT_EQ(result.on[mask.index(x, y, z)], mean > 0.5 ? 1 : 0) << seed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace limn::core
