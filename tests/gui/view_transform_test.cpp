// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/view_transform.h"

#include <gtest/gtest.h>

namespace limn::gui {
namespace {

SliceLayout layoutOf(std::int64_t width, std::int64_t height, double columnMm, double rowMm) {
  SliceLayout layout;
  layout.width = width;
  layout.height = height;
  layout.columnSpacing = columnMm;
  layout.rowSpacing = rowMm;
  return layout;
}

TEST(ViewTransform, PixelCentresComeBackFromTheWidgetAtEveryZoom) {
  ViewTransform transform;
  transform.setPicture(layoutOf(64, 48, 0.7, 2.5));
  transform.setViewport({731, 402});

  for (const double zoom : {1.0, 1.7, 3.3, 0.4}) {
    transform.zoomAt({200, 150}, zoom);
    transform.pan({13, -7});
    for (const PixelPoint point : {PixelPoint{0, 0}, PixelPoint{63, 47}, PixelPoint{31.25, 8.5}}) {
      const PixelPoint back = transform.toPicture(transform.toWidget(point));

      EXPECT_NEAR(back.x, point.x, 1e-9);
      EXPECT_NEAR(back.y, point.y, 1e-9);
    }
  }
}

TEST(ViewTransform, ShowsAMillimetreAsLongAcrossAsDown) {
  ViewTransform transform;
  transform.setPicture(layoutOf(10, 10, 1, 3));
  transform.setViewport({400, 400});

  const QPointF origin = transform.toWidget({0, 0});

  EXPECT_NEAR(transform.toWidget({3, 0}).x() - origin.x(),
              transform.toWidget({0, 1}).y() - origin.y(), 1e-9);
}

TEST(ViewTransform, FitsTheWholePictureInTheMiddle) {
  ViewTransform transform;
  transform.setPicture(layoutOf(100, 50, 1, 1));
  transform.setViewport({300, 300});

  const QRectF picture = transform.pictureRect();

  EXPECT_TRUE(QRectF(0, 0, 300, 300).contains(picture));
  EXPECT_NEAR(picture.center().x(), 150, 1e-9);
  EXPECT_NEAR(picture.center().y(), 150, 1e-9);
}

TEST(ViewTransform, KeepsWhatIsUnderTheCursorWhileZooming) {
  ViewTransform transform;
  transform.setPicture(layoutOf(100, 100, 1, 1));
  transform.setViewport({500, 500});
  const PixelPoint before = transform.toPicture({123, 321});

  transform.zoomAt({123, 321}, 2.5);

  EXPECT_NEAR(transform.toPicture({123, 321}).x, before.x, 1e-9);
  EXPECT_NEAR(transform.toPicture({123, 321}).y, before.y, 1e-9);
  EXPECT_FALSE(transform.isFitted());
}

TEST(ViewTransform, StaysFittedWhenTheViewGrowsUnlessZoomed) {
  ViewTransform transform;
  transform.setPicture(layoutOf(100, 100, 1, 1));
  transform.setViewport({200, 200});
  const double fitted = transform.pixelsPerMm();

  transform.setViewport({400, 400});
  EXPECT_GT(transform.pixelsPerMm(), fitted);

  transform.zoomAt({10, 10}, 2);
  const double zoomed = transform.pixelsPerMm();
  transform.setViewport({200, 200});
  EXPECT_EQ(transform.pixelsPerMm(), zoomed);
}

}  // namespace
}  // namespace limn::gui
