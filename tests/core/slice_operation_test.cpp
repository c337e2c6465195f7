// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/mask_operation.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stop_token>
#include <utility>

namespace limn::core {
namespace {

using Operation = HandEdit::Operation;

class SliceOperationTest : public testing::Test {
 protected:
  void put(SliceRef slice, std::string_view mask, LabelId label = 1) {
    ASSERT_TRUE(document.write(slice, label, test::drawMask(mask),
                               SegmentationDocument::WriteMode::Add, Overlap::KeepOthers, "Put"));
  }
  Result<WriteFootprint> apply(const HandEdit& edit) {
    auto done = operate(*document.moment(), edit);
    if (!done) return passOn(done);
    return document.edit(done->edit, done->wanted, done->overlap, done->newLabels);
  }
  static SliceRef z(std::int64_t slice) { return {Axis::Z, slice}; }
  [[nodiscard]] Mask mask(std::int64_t slice) const { return document.labelMask(z(slice), 1); }

  Volume volume = test::rampVolume(Size3{7, 3, 6});
  SegmentationDocument document{volume};
};

TEST_F(SliceOperationTest, CopiesToAnotherSliceAndKeepsWhatIsThere) {
  const LabelId second = document.addLabel();
  put(z(2), ".####../......./.......");
  put(z(3), "......#/......./.......");
  put(z(3), "..#..../......./.......", second);
  ASSERT_TRUE(
      apply({.operation = Operation::CopySlice, .label = 1, .slice = z(3), .otherSlice = 2}));

  EXPECT_EQ(mask(3), test::drawMask(".#.##.#/......./......."));
  EXPECT_EQ(mask(2), test::drawMask(".####../......./......."));
  EXPECT_EQ(document.voxelCount(second), 1);
  const SliceRef across{Axis::X, 5};
  ASSERT_TRUE(
      apply({.operation = Operation::CopySlice, .label = 1, .slice = across, .otherSlice = 1}));
  EXPECT_EQ(document.labelMask(across, 1), document.labelMask({Axis::X, 1}, 1));
}

TEST_F(SliceOperationTest, DeletesTheMasksOfARange) {
  for (std::int64_t s = 0; s < 6; ++s)
    put(z(s), "..##.../..##.../.......");
  ASSERT_TRUE(
      apply({.operation = Operation::ClearSlices, .label = 1, .slice = z(1), .otherSlice = 3}));

  for (std::int64_t s = 0; s < 6; ++s) {
    EXPECT_EQ(mask(s).count(), s >= 1 && s <= 3 ? 0 : 4) << s;
  }
  EXPECT_EQ(document.journal()[document.journal().size() - 1].what,
            "Delete Label 1, slices 2 to 4");
}

TEST_F(SliceOperationTest, FillsBetweenSlicesByTheMeanOfTheirDistances) {
  put(z(1), "#####../#####../#####..");
  put(z(5), "#....../#....../#......");
  EXPECT_EQ(slicesToFillBetween(document.moment()->voxels(), 1, z(2)),
            (std::pair<std::int64_t, std::int64_t>(1, 5)));
  ASSERT_TRUE(
      apply({.operation = Operation::FillBetween, .label = 1, .slice = z(1), .otherSlice = 5}));

  EXPECT_EQ(mask(1).count(), 15);
  EXPECT_EQ(mask(2), test::drawMask("####.../####.../####..."));
  EXPECT_EQ(mask(3), test::drawMask("###..../###..../###...."));
  EXPECT_EQ(mask(4), test::drawMask("##...../##...../##....."));
  EXPECT_EQ(mask(5).count(), 3);
}

TEST_F(SliceOperationTest, FillsEachGapOfARangeAndNothingElse) {
  put(z(0), "......./..##.../.......");
  put(z(2), "......./..##.../.......");
  put(z(3), "......./...##../.......");
  put(z(5), "......./...##../.......");
  EXPECT_EQ(slicesToFillBetween(document.moment()->voxels(), 1, z(4)),
            (std::pair<std::int64_t, std::int64_t>(3, 5)));
  EXPECT_EQ(slicesToFillBetween(document.moment()->voxels(), 1, z(2)),
            (std::pair<std::int64_t, std::int64_t>(0, 5)));
  ASSERT_TRUE(
      apply({.operation = Operation::FillBetween, .label = 1, .slice = z(0), .otherSlice = 5}));

  EXPECT_EQ(mask(1), mask(0));
  EXPECT_EQ(mask(4), mask(5));
  EXPECT_EQ(mask(3), test::drawMask("......./...##../......."));
}

TEST_F(SliceOperationTest, SaysWhatIsMissingOrWrong) {
  EXPECT_EQ(apply({.operation = Operation::FillHoles, .label = 1}).error().code,
            ErrorCode::NotFound);
  EXPECT_EQ(apply({.operation = Operation::FillHoles, .label = 9}).error().code,
            ErrorCode::NotFound);
  put(z(1), "......./..##.../.......");
  for (const double amount : {0.0, -1.0, std::nan(""), 1e9}) {
    EXPECT_EQ(apply({.operation = Operation::Grow, .label = 1, .amount = amount}).error().code,
              ErrorCode::WrongUse);
  }
  EXPECT_EQ(apply({.operation = Operation::Unite, .label = 1, .other = 1}).error().code,
            ErrorCode::NotFound);
  EXPECT_EQ(apply({.operation = Operation::CopySlice, .label = 1}).error().code,
            ErrorCode::WrongUse);
  EXPECT_EQ(apply({.operation = Operation::ClearSlices, .label = 1, .slice = z(3), .otherSlice = 9})
                .error()
                .code,
            ErrorCode::OutOfRange);
  EXPECT_EQ(apply({.operation = Operation::CopySlice, .label = 1, .slice = z(3), .otherSlice = 4})
                .error()
                .code,
            ErrorCode::NotFound);
  const LabelId second = document.addLabel();
  put(z(2), "......./..##.../.......", second);
  ASSERT_TRUE(document.setLocked(second, true));
  EXPECT_EQ(apply({.operation = Operation::Unite, .label = 1, .other = second}).error().code,
            ErrorCode::Locked);
  EXPECT_FALSE(slicesToFillBetween(document.moment()->voxels(), 1, z(0)));
}

TEST_F(SliceOperationTest, StopsWhenToldTo) {
  put(z(1), "......./..##.../.......");
  std::stop_source stop;
  stop.request_stop();
  for (const Operation operation : {Operation::Grow, Operation::Shrink, Operation::Smooth,
                                    Operation::Close, Operation::FillHoles, Operation::KeepLargest,
                                    Operation::RemoveSmall, Operation::SplitComponents}) {
    const auto done = operate(*document.moment(), {.operation = operation, .label = 1, .amount = 2},
                              JobContext{stop.get_token(), {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
  }
}

}  // namespace
}  // namespace limn::core
