// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/slice_layout.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QTransform>

namespace limn::gui {

/// Where a slice picture lies in a view, to physical scale: one millimetre is as long across as
/// down, whatever the pixels' shape. Widget coordinates are device-independent pixels.
class ViewTransform {
 public:
  void setPicture(const SliceLayout& layout);
  /// Keeps the whole picture in view if it was fitted, else what is in the middle.
  void setViewport(QSizeF size);

  void fit();
  [[nodiscard]] bool isFitted() const { return fitted_; }
  /// The picture point under `at` stays there.
  void zoomAt(QPointF at, double factor);
  void pan(QPointF by);
  /// Brings a picture point to the middle if it is out of view.
  void reveal(PixelPoint point);

  [[nodiscard]] QPointF toWidget(PixelPoint point) const;
  [[nodiscard]] PixelPoint toPicture(QPointF at) const;
  /// Picture to widget, for painters.
  [[nodiscard]] QTransform matrix() const;
  /// The picture's outline in the widget; pixel centres lie at integers, so it starts at -0.5.
  [[nodiscard]] QRectF pictureRect() const;
  [[nodiscard]] double pixelsPerMm() const { return scale_; }

 private:
  [[nodiscard]] double scaleToFit() const;

  double width_ = 1, height_ = 1;    // pixels
  double columnMm_ = 1, rowMm_ = 1;  // per pixel
  QSizeF viewport_{1, 1};
  double scale_ = 1;   // widget pixels per mm
  PixelPoint centre_;  // picture point in the middle of the view
  bool fitted_ = true;
};

}  // namespace limn::gui
