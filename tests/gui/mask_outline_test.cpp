// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/mask_outline.h"

#include "support/builders.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace limn::gui
