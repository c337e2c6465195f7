// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/segmentation_document.h"

#include "support/builders.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace limn::core {
namespace {

using Mode = SegmentationDocument::WriteMode;
constexpr SliceRef kMiddleSlice{Axis::Z, 1};

class SegmentationDocumentTest : public testing::Test {
 protected:
  Result<WriteFootprint> write(LabelId label, std::string_view mask, Mode mode = Mode::Add,
                               Overlap overlap = Overlap::KeepOthers) {
    return document.write(kMiddleSlice, label, test::drawMask(mask), mode, overlap, "Test");
  }
  [[nodiscard]] Mask maskOf(LabelId label) const { return document.labelMask(kMiddleSlice, label); }

  Volume volume = test::rampVolume(Size3{4, 2, 3});
  SegmentationDocument document{volume};
};

TEST_F(SegmentationDocumentTest, AddsReplacesAndErasesOnOneSlice) {
  ASSERT_TRUE(write(1, "##../...."));
  ASSERT_TRUE(write(1, "..#./...."));
  EXPECT_EQ(maskOf(1), test::drawMask("###./...."));

  ASSERT_TRUE(write(1, ".##./..#.", Mode::Replace));
  EXPECT_EQ(maskOf(1), test::drawMask(".##./..#."));

  ASSERT_TRUE(write(1, ".#../....", Mode::Erase));
  EXPECT_EQ(maskOf(1), test::drawMask("..#./..#."));
  EXPECT_EQ(document.voxelCount(1), 2);
  EXPECT_TRUE(document.labelMask({Axis::Z, 0}, 1).bounds().isEmpty());
}

TEST_F(SegmentationDocumentTest, NeverEntersOtherLabelsUnlessAsked) {
  const LabelId second = document.addLabel();
  ASSERT_TRUE(write(1, "##../...."));

  const auto kept = write(second, ".##./....");
  EXPECT_EQ(kept->othersChanged, 0);
  EXPECT_EQ(maskOf(1), test::drawMask("##../...."));
  EXPECT_EQ(maskOf(second), test::drawMask("..#./...."));

  const auto taken = write(second, ".#../....", Mode::Add, Overlap::TakeUnlocked);
  EXPECT_EQ(taken->othersChanged, 1);
  EXPECT_EQ(maskOf(1), test::drawMask("#.../...."));
}

TEST_F(SegmentationDocumentTest, LockedLabelsCannotBeWrittenOrTakenFrom) {
  const LabelId second = document.addLabel();
  ASSERT_TRUE(write(1, "##../...."));
  ASSERT_TRUE(document.setLocked(1, true));

  EXPECT_EQ(write(1, "..#./....").error().code, ErrorCode::Locked);
  const auto footprint = write(second, "###./....", Mode::Add, Overlap::TakeUnlocked);
  EXPECT_EQ(footprint->refusedByLocks, 2);
  EXPECT_EQ(footprint->othersChanged, 0);
  EXPECT_EQ(maskOf(1), test::drawMask("##../...."));
  EXPECT_EQ(document.removeLabel(1).error().code, ErrorCode::Locked);
}

TEST_F(SegmentationDocumentTest, OneUndoRestoresEveryLabelItTouched) {
  const LabelId second = document.addLabel();
  ASSERT_TRUE(write(1, "##../...."));
  ASSERT_TRUE(write(second, "####/....", Mode::Add, Overlap::TakeUnlocked));

  ASSERT_TRUE(document.undo());

  EXPECT_EQ(maskOf(1), test::drawMask("##../...."));
  EXPECT_EQ(document.voxelCount(second), 0);
  ASSERT_TRUE(document.redo());
  EXPECT_EQ(document.voxelCount(second), 4);
  EXPECT_EQ(document.voxelCount(1), 0);
}

TEST_F(SegmentationDocumentTest, WritesThatChangeNothingLeaveNoHistory) {
  ASSERT_TRUE(write(1, "##../...."));
  ASSERT_TRUE(write(1, "#.../...."));
  ASSERT_TRUE(document.undo());
  EXPECT_FALSE(document.canUndo());
}

TEST_F(SegmentationDocumentTest, RefusesUnknownLabelsAndWrongSizes) {
  EXPECT_EQ(write(9, "##../....").error().code, ErrorCode::NotFound);
  EXPECT_EQ(write(1, "##").error().code, ErrorCode::Mismatch);
  EXPECT_EQ(document
                .write({Axis::Z, 3}, 1, test::drawMask("##../...."), Mode::Add, Overlap::KeepOthers,
                       "Test")
                .error()
                .code,
            ErrorCode::OutOfRange);
  EXPECT_FALSE(document.canUndo());
}

TEST_F(SegmentationDocumentTest, LabelEditsAreUndoableAndVisibilityIsNot) {
  ASSERT_TRUE(document.renameLabel(1, "Liver"));
  ASSERT_TRUE(document.setVisible(1, false));
  ASSERT_TRUE(document.recolorLabel(1, {1, 2, 3}));
  EXPECT_EQ(document.undoText(), "Change label colour");

  ASSERT_TRUE(document.undo() && document.undo());

  EXPECT_EQ(document.labels()[0].name, "Label 1");
  EXPECT_FALSE(document.labels()[0].visible);
  EXPECT_FALSE(document.canUndo());
}

TEST_F(SegmentationDocumentTest, RemovingALabelRemovesItsVoxelsAndComesBackWhole) {
  ASSERT_TRUE(write(1, "##../#..."));
  ASSERT_TRUE(document.removeLabel(1));
  EXPECT_TRUE(document.labels().empty());
  EXPECT_EQ(document.labelAt({0, 0, 1}), 0);

  ASSERT_TRUE(document.undo());

  EXPECT_EQ(document.voxelCount(1), 3);
  EXPECT_EQ(maskOf(1), test::drawMask("##../#..."));
}

TEST_F(SegmentationDocumentTest, KnowsWhetherItDiffersFromWhatWasSaved) {
  EXPECT_FALSE(document.isModified());
  ASSERT_TRUE(write(1, "##../...."));
  EXPECT_TRUE(document.isModified());
  document.markSaved();
  EXPECT_FALSE(document.isModified());
  ASSERT_TRUE(document.undo());
  EXPECT_TRUE(document.isModified());
  ASSERT_TRUE(document.redo());
  EXPECT_FALSE(document.isModified());
}

TEST_F(SegmentationDocumentTest, EventsNameTheLabelsWhoseVoxelsChanged) {
  const LabelId second = document.addLabel();
  document.addLabel();
  ASSERT_TRUE(write(1, "##../...."));
  std::vector<LabelId> labels;
  const Subscription watch = document.subscribe([&](const ChangeEvent& event) {
    if (const auto* masks = std::get_if<MaskChanged>(&event)) labels = masks->labels;
  });

  ASSERT_TRUE(write(second, ".##./....", Mode::Add, Overlap::TakeUnlocked));
  EXPECT_EQ(labels, (std::vector<LabelId>{1, second}));
  labels.clear();
  ASSERT_TRUE(document.undo());
  EXPECT_EQ(labels, (std::vector<LabelId>{1, second}));
}

TEST_F(SegmentationDocumentTest, SubscribersHearUntilTheyLeave) {
  int masks = 0;
  {
    const Subscription subscription = document.subscribe(
        [&](const ChangeEvent& event) { masks += std::holds_alternative<MaskChanged>(event); });
    ASSERT_TRUE(write(1, "##../...."));
  }
  ASSERT_TRUE(document.undo());
  EXPECT_EQ(masks, 1);
}

/// Whatever is written, voxels of locked labels do not change, counts are right, and going back and
/// forth through the history passes through the same states.
TEST(SegmentationDocumentProperty, RandomWritesKeepLocksAndHistory) {
  std::mt19937 random(3);
  const std::vector<Grid> grids = test::allAxisOrders({5, 4, 3}, {1, 1, 1});
  for (int round = 0; round < 60; ++round) {
    const Volume volume = test::rampVolume(grids[static_cast<std::size_t>(round) % grids.size()]);
    SegmentationDocument document(volume);
    const LabelId locked = document.addLabel();
    document.addLabel();
    const SliceLayout first = sliceLayout(volume.grid, Axis::X);
    Mask whole(first.width, first.height);
    for (std::int64_t i = 0; i < whole.width(); ++i)
      whole.set(i, i % whole.height());
    ASSERT_TRUE(
        document.write({Axis::X, 1}, locked, whole, Mode::Add, Overlap::KeepOthers, "Lock me"));
    ASSERT_TRUE(document.setLocked(locked, true));
    const Mask lockedMask = document.labelMask({Axis::X, 1}, locked);

    std::vector<std::vector<LabelId>> states{document.snapshot().voxels};
    for (int step = 0; step < 12; ++step) {
      const auto axis = static_cast<Axis>(random() % 3);
      const SliceLayout layout = sliceLayout(volume.grid, axis);
      Mask mask(layout.width, layout.height);
      for (std::int64_t y = 0; y < layout.height; ++y) {
        for (std::int64_t x = 0; x < layout.width; ++x)
          mask.set(x, y, random() % 2 == 0);
      }
      const auto label = static_cast<LabelId>(random() % 2 == 0 ? 1 : 3);
      const bool undoable =
          document
              .write({axis, static_cast<std::int64_t>(random()) % layout.slices}, label, mask,
                     static_cast<Mode>(random() % 3), static_cast<Overlap>(random() % 2), "Random")
              .has_value();
      ASSERT_TRUE(undoable);
      if (auto now = document.snapshot().voxels; now != states.back())
        states.push_back(std::move(now));
      ASSERT_EQ(document.labelMask({Axis::X, 1}, locked), lockedMask);
    }
    std::map<LabelId, std::int64_t> counts;
    for (const LabelId voxel : states.back())
      ++counts[voxel];
    for (const LabelInfo& label : document.labels()) {
      EXPECT_EQ(document.voxelCount(label.id), counts[label.id]);
    }
    for (std::size_t i = states.size() - 1; i > 0; --i) {
      ASSERT_TRUE(document.undo());
      ASSERT_EQ(document.snapshot().voxels, states[i - 1]);
    }
    for (std::size_t i = 1; i < states.size(); ++i) {
      ASSERT_TRUE(document.redo());
      ASSERT_EQ(document.snapshot().voxels, states[i]);
    }
  }
}

}  // namespace
}  // namespace limn::core
