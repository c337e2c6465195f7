// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/label_volume.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace limn::core {
namespace {

/// Larger than a chunk, and no multiple of one.
Grid unevenGrid() {
  Grid grid;
  grid.size = {100, 90, 20};
  return grid;
}

TEST(LabelVolume, RunsCrossChunksAndCountsFollow) {
  LabelWriter writer{LabelVolume(unevenGrid())};
  const LabelRun all{0, 180'000, 0, 3}, middle{60'000, 80'000, 3, 7};
  writer.apply({all, middle});

  const std::vector<LabelId> voxels = writer.volume().voxels();
  ASSERT_EQ(voxels.size(), 180'000U);
  for (std::int64_t i = 0; i < 180'000; ++i) {
    const LabelId expected = i >= 60'000 && i < 140'000 ? 7 : 3;
    ASSERT_EQ(voxels[static_cast<std::size_t>(i)], expected) << i;
    ASSERT_EQ(writer.volume().at(i), expected) << i;
  }
  EXPECT_EQ(writer.volume().count(0), 0);
  EXPECT_EQ(writer.volume().count(3), 100'000);
  EXPECT_EQ(writer.volume().count(7), 80'000);
  writer.apply(inverseRuns({all, middle}));
  EXPECT_EQ(writer.volume().voxels(), std::vector<LabelId>(180'000));
}

TEST(LabelVolume, WhatWasSharedStaysAsItIs) {
  LabelWriter writer{LabelVolume(unevenGrid())};
  writer.apply({{10, 90'000, 0, 1}});
  const LabelVolume shared = writer.share();
  const std::vector<LabelId> before = shared.voxels();

  writer.apply({{10, 90'000, 1, 2}});

  EXPECT_EQ(shared.voxels(), before);
  EXPECT_EQ(shared.count(1), 90'000);
  EXPECT_EQ(writer.volume().count(2), 90'000);
}

TEST(LabelVolume, KnowsTheRunsThatRemoveALabel) {
  LabelWriter writer{LabelVolume(unevenGrid())};
  writer.apply({{65'000, 1'000, 0, 1}, {130'000, 5, 0, 2}, {179'999, 1, 0, 1}});

  writer.apply(writer.volume().removalOf(1));

  EXPECT_EQ(writer.volume().count(1), 0);
  EXPECT_EQ(writer.volume().count(2), 5);
  EXPECT_TRUE(writer.volume().removalOf(1).empty());
}

TEST(LabelVolume, RemovesExactlyTheVoxelsOfALabelAfterAnyChanges) {
  LabelWriter writer{LabelVolume(unevenGrid())};
  std::mt19937 random(7);
  std::vector<std::vector<LabelRun>> done;
  for (int step = 0; step < 300; ++step) {
    const std::int64_t start = static_cast<std::int64_t>(random() % 179'000);
    const std::int64_t end = start + 1 + static_cast<std::int64_t>(random() % 900);
    const auto after = static_cast<LabelId>(random() % 4);
    std::vector<LabelRun> runs;
    for (std::int64_t at = start; at < end;) {
      const LabelId before = writer.volume().at(at);
      std::int64_t to = at;
      while (to < end && writer.volume().at(to) == before)
        ++to;
      runs.push_back({at, to - at, before, after});
      at = to;
    }
    writer.apply(runs);
    done.push_back(std::move(runs));
    if (step % 7 == 0) {
      writer.apply(inverseRuns(done.back()));
      done.pop_back();
    }
    if (step % 50 == 0) static_cast<void>(writer.share());
  }
  const std::vector<LabelId> before = writer.volume().voxels();

  const std::vector<LabelRun> removal = writer.volume().removalOf(2);
  writer.apply(removal);

  std::vector<LabelId> expected = before;
  std::ranges::replace(expected, LabelId{2}, LabelId{0});
  EXPECT_NE(expected, before);
  EXPECT_EQ(writer.volume().voxels(), expected);
  EXPECT_TRUE(writer.volume().removalOf(2).empty());
  writer.apply(inverseRuns(removal));
  EXPECT_EQ(writer.volume().removalOf(2), removal);
}

TEST(LabelVolume, RefusesRunsThatDoNotFit) {
  LabelWriter writer{LabelVolume(unevenGrid())};
  for (const LabelRun run :
       {LabelRun{-1, 2, 0, 1}, LabelRun{179'999, 2, 0, 1}, LabelRun{5, 0, 0, 1},
        LabelRun{5, 1, 2, 1}, LabelRun{1, INT64_MAX, 0, 1}}) {
    const auto applied = writer.applyChecked({run});
    ASSERT_FALSE(applied) << run.start;
    EXPECT_EQ(applied.error().code, ErrorCode::Mismatch);
  }
  EXPECT_EQ(writer.volume().count(0), 180'000);
}

}  // namespace
}  // namespace limn::core
