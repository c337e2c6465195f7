// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "view_transform.h"

#include <algorithm>

namespace limn::gui {
namespace {

constexpr double kMargin = 14;  // widget pixels left free around a fitted picture
constexpr double kLargestPixel = 96, kSmallestShare = 0.2;

}  // namespace

void ViewTransform::setPicture(const SliceLayout& layout) {
  width_ = static_cast<double>(std::max<std::int64_t>(layout.width, 1));
  height_ = static_cast<double>(std::max<std::int64_t>(layout.height, 1));
  columnMm_ = layout.columnSpacing;
  rowMm_ = layout.rowSpacing;
  fit();
}

void ViewTransform::setViewport(QSizeF size) {
  viewport_ = size.expandedTo(QSizeF(1, 1));
  if (fitted_) fit();
}

double ViewTransform::scaleToFit() const {
  const double wide = std::max(viewport_.width() - 2 * kMargin, 8.0) / (width_ * columnMm_);
  const double high = std::max(viewport_.height() - 2 * kMargin, 8.0) / (height_ * rowMm_);
  return std::min(wide, high);
}

void ViewTransform::fit() {
  scale_ = scaleToFit();
  centre_ = {(width_ - 1) / 2, (height_ - 1) / 2};
  fitted_ = true;
}

void ViewTransform::zoomAt(QPointF at, double factor) {
  const PixelPoint before = toPicture(at);
  const double smallest = scaleToFit() * kSmallestShare;
  const double largest = std::max(kLargestPixel / std::min(columnMm_, rowMm_), smallest);
  scale_ = std::clamp(scale_ * factor, smallest, largest);
  const PixelPoint after = toPicture(at);
  centre_.x += before.x - after.x;
  centre_.y += before.y - after.y;
  fitted_ = false;
}

void ViewTransform::pan(QPointF by) {
  centre_.x -= by.x() / (scale_ * columnMm_);
  centre_.y -= by.y() / (scale_ * rowMm_);
  centre_.x = std::clamp(centre_.x, -0.5, width_ - 0.5);
  centre_.y = std::clamp(centre_.y, -0.5, height_ - 0.5);
  fitted_ = false;
}

void ViewTransform::reveal(PixelPoint point) {
  if (!QRectF(QPointF(), viewport_).contains(toWidget(point))) centre_ = point;
}

QPointF ViewTransform::toWidget(PixelPoint point) const {
  return {viewport_.width() / 2 + (point.x - centre_.x) * columnMm_ * scale_,
          viewport_.height() / 2 + (point.y - centre_.y) * rowMm_ * scale_};
}

PixelPoint ViewTransform::toPicture(QPointF at) const {
  return {centre_.x + (at.x() - viewport_.width() / 2) / (columnMm_ * scale_),
          centre_.y + (at.y() - viewport_.height() / 2) / (rowMm_ * scale_)};
}

QTransform ViewTransform::matrix() const {
  const QPointF origin = toWidget({0, 0});
  return {columnMm_ * scale_, 0, 0, rowMm_ * scale_, origin.x(), origin.y()};
}

QRectF ViewTransform::pictureRect() const {
  return {toWidget({-0.5, -0.5}), toWidget({width_ - 0.5, height_ - 0.5})};
}

}  // namespace limn::gui
