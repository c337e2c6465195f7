// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/mask_outline.h"

#include "limn/core/segmentation_document.h"
#include "support/builders.h"
#include "views/label_overlay.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>

namespace limn::gui {
namespace {

/// Every pixel centre lies inside the outline exactly when the pixel is set.
void expectSamePixels(const Mask& mask) {
  QPainterPath path = maskOutline(mask);
  path.setFillRule(Qt::OddEvenFill);
  for (std::int64_t y = -1; y <= mask.height(); ++y) {
    for (std::int64_t x = -1; x <= mask.width(); ++x) {
      const bool set = x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.test(x, y);
      EXPECT_EQ(path.contains(QPointF(static_cast<double>(x), static_cast<double>(y))), set)
          << x << ',' << y;
    }
  }
}

int loops(const Mask& mask) {
  const QPainterPath path = maskOutline(mask);
  int count = 0;
  for (int i = 0; i < path.elementCount(); ++i)
    count += path.elementAt(i).isMoveTo();
  return count;
}

TEST(MaskOutline, IsEmptyForAnEmptyMask) {
  EXPECT_TRUE(maskOutline(Mask(8, 8)).isEmpty());
  EXPECT_TRUE(maskOutline(Mask()).isEmpty());
}

TEST(MaskOutline, HoldsExactlyThePixelsOfTheMask) {
  expectSamePixels(test::drawMask("#"));
  expectSamePixels(test::drawMask("##../.###/..#."));
  expectSamePixels(test::drawMask("#####/#...#/#.#.#/#...#/#####"));
}

TEST(MaskOutline, ReachesTheEdgesOfThePicture) {
  const QRectF bounds = maskOutline(test::drawMask("###/###")).boundingRect();

  EXPECT_EQ(bounds, QRectF(-0.5, -0.5, 3, 2));
}

TEST(MaskOutline, DrawsAHoleAsALoopOfItsOwn) {
  EXPECT_EQ(loops(test::drawMask("###/#.#/###")), 2);
}

TEST(MaskOutline, KeepsPixelsThatTouchAtACornerApart) {
  EXPECT_EQ(loops(test::drawMask("#./.#")), 2);
}

TEST(LabelOutlines, AreThoseOfEachLabelsOwnMask) {
  constexpr std::int64_t kWidth = 23, kHeight = 17;
  std::mt19937 random(5);  // NOLINT: the same pictures in each run
  for (int picture = 0; picture < 50; ++picture) {
    std::vector<LabelId> ids;
    for (std::int64_t i = 0; i < kWidth * kHeight; ++i)
      ids.push_back(static_cast<LabelId>(random() % 5));

    const auto outlines = labelOutlines(ids, kWidth);

    ASSERT_EQ(outlines.size(), 4U);
    for (const auto& [label, path] : outlines) {
      Mask mask(kWidth, kHeight);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        if (ids[i] == label) mask.set(at % kWidth, at / kWidth);
      }
      EXPECT_EQ(path, maskOutline(mask)) << "label " << label;
    }
  }
}

TEST(LabelOutlines, HaveNoEntryForWhatIsNotThere) {
  EXPECT_TRUE(labelOutlines({}, 0).empty());
  EXPECT_TRUE(labelOutlines({0, 0, 0, 0}, 2).empty());
  EXPECT_EQ(labelOutlines({0, 3, 0, 3}, 2).size(), 1U);
}

TEST(LabelOverlay, LeavesHiddenLabelsOut) {
  core::SegmentationDocument document(test::rampVolume(Size3{4, 3, 1}));
  const LabelId first = document.labels().front().id, second = document.addLabel();
  const core::SliceRef slice{Axis::Z, 0};
  for (const auto& [label, mask] :
       {std::pair{first, "##../##../...."}, std::pair{second, "..##/..../...."}}) {
    ASSERT_TRUE(document.write(slice, label, test::drawMask(mask),
                               core::SegmentationDocument::WriteMode::Replace,
                               core::Overlap::KeepOthers, "test"));
  }
  ASSERT_TRUE(document.setVisible(first, false));

  const LabelOverlay overlay =
      makeLabelOverlay(document, slice, sliceLayout(document.grid(), Axis::Z));

  ASSERT_EQ(overlay.outlines.size(), 1U);
  EXPECT_EQ(overlay.outlines[0].label, second);
  EXPECT_EQ(qAlpha(overlay.tint.pixel(0, 0)), 0);
  EXPECT_EQ(qAlpha(overlay.tint.pixel(2, 0)), 255);
}

}  // namespace
}  // namespace limn::gui
