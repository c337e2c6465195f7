// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/brush_stroke.h"

#include "document/write_gate.h"

#include <algorithm>
#include <cmath>

namespace limn::core {
namespace {

/// So that a pixel exactly on the edge is inside on every machine.
constexpr double kRoundingMm = 1e-9;

/// Squared distance in mm of a pixel centre to a straight way.
class DistanceToWay {
 public:
  DistanceToWay(const SliceLayout& layout, PixelPoint from, PixelPoint to)
      : column_(layout.columnSpacing),
        row_(layout.rowSpacing),
        from_{from.x * column_, from.y * row_},
        way_{to.x * column_ - from_.x, to.y * row_ - from_.y},
        length2_(way_.x * way_.x + way_.y * way_.y) {}

  [[nodiscard]] double squared(std::int64_t x, std::int64_t y) const {
    const double dx = static_cast<double>(x) * column_ - from_.x;
    const double dy = static_cast<double>(y) * row_ - from_.y;
    const double along =
        length2_ > 0 ? std::clamp((dx * way_.x + dy * way_.y) / length2_, 0.0, 1.0) : 0.0;
    const double ex = dx - along * way_.x, ey = dy - along * way_.y;
    return ex * ex + ey * ey;
  }

 private:
  double column_, row_;
  PixelPoint from_, way_;  // mm
  double length2_;
};

bool isInReach(double squared, double radius) {
  return squared <= (radius + kRoundingMm) * (radius + kRoundingMm);
}

std::int64_t pixelsIn(double radius, double spacing) {
  return static_cast<std::int64_t>(std::ceil(radius / spacing));
}

std::int64_t nearest(double v) {
  return static_cast<std::int64_t>(std::lround(v));
}

PixelBox cut(const PixelBox& box, const SliceLayout& layout) {
  return {std::max<std::int64_t>(box.x0, 0), std::max<std::int64_t>(box.y0, 0),
          std::min(box.x1, layout.width), std::min(box.y1, layout.height)};
}

/// All pixels within `radius` of the way are in it.
PixelBox reachOf(const SliceLayout& layout, PixelPoint from, PixelPoint to, double radius) {
  const std::int64_t across = pixelsIn(radius, layout.columnSpacing) + 1,
                     down = pixelsIn(radius, layout.rowSpacing) + 1;
  return {nearest(std::min(from.x, to.x)) - across, nearest(std::min(from.y, to.y)) - down,
          nearest(std::max(from.x, to.x)) + across + 1, nearest(std::max(from.y, to.y)) + down + 1};
}

void addRuns(std::vector<std::int64_t>& offsets, LabelId label, std::vector<WantedRun>& runs) {
  std::ranges::sort(offsets);
  for (const std::int64_t at : offsets) {
    if (!runs.empty() && runs.back().start + runs.back().length == at) {
      ++runs.back().length;
    } else {
      runs.push_back({at, 1, label});
    }
  }
}

void addOffsets(const Grid& grid, SliceRef slice, const Mask& mask,
                std::vector<std::int64_t>& offsets) {
  const SliceWalk walk = sliceWalk(grid, sliceLayout(grid, slice.axis), slice.slice);
  const PixelBox box = mask.bounds();
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      if (mask.test(x, y)) offsets.push_back(walk.offset(x, y));
    }
  }
}

}  // namespace

Footprint brushFootprint(const SliceLayout& layout, double radius, PixelPoint centre) {
  const PixelBox box = reachOf(layout, centre, centre, radius);
  Footprint footprint{box.x0, box.y0, Mask(box.x1 - box.x0, box.y1 - box.y0)};
  const DistanceToWay distance(layout, centre, centre);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      if (isInReach(distance.squared(x, y), radius)) footprint.mask.set(x - box.x0, y - box.y0);
    }
  }
  footprint.mask.set(nearest(centre.x) - box.x0, nearest(centre.y) - box.y0);
  return footprint;
}

std::optional<ValueRange> valuesUnder(const Volume& volume, SliceRef slice,
                                      const Footprint& footprint) {
  const SliceLayout layout = sliceLayout(volume.grid, slice.axis);
  const ImageView image = sliceView(volume, layout, slice.slice);
  std::optional<ValueRange> range;
  const PixelBox box = cut({footprint.x0, footprint.y0, footprint.x0 + footprint.mask.width(),
                            footprint.y0 + footprint.mask.height()},
                           layout);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      if (!footprint.mask.test(x - footprint.x0, y - footprint.y0)) continue;
      const double value = sampleValue(image.at(x, y), image.type);
      if (!std::isfinite(value)) continue;
      if (!range) range = ValueRange{value, value};
      range = ValueRange{std::min(range->minimum, value), std::max(range->maximum, value)};
    }
  }
  return range;
}

BrushStroke::BrushStroke(const Volume& volume, const std::vector<LabelInfo>& labels, SliceRef slice,
                         LabelId label, Mode mode, const Brush& brush)
    : volume_(volume),
      slice_(slice),
      layout_(sliceLayout(volume.grid, slice.axis)),
      label_(label),
      mode_(mode),
      brush_(brush),
      rule_(std::make_shared<const WriteRule>(labels, brush.overlap)) {}

PixelBox BrushStroke::moveTo(PixelPoint centre) {
  const Way way{at_.value_or(centre), centre};
  at_ = centre;
  reach(slice_.slice, way, brush_.radius);
  touchLine(way);
  if (brush_.shape == Brush::Shape::Sphere) {
    const std::int64_t slices = pixelsIn(brush_.radius, layout_.sliceSpacing);
    for (std::int64_t s = std::max<std::int64_t>(slice_.slice - slices, 0);
         s <= std::min(slice_.slice + slices, layout_.slices - 1); ++s) {
      const double away = static_cast<double>(s - slice_.slice) * layout_.sliceSpacing;
      const double left = brush_.radius * brush_.radius - away * away;
      if (s != slice_.slice && left > -kRoundingMm) reach(s, way, std::sqrt(std::max(left, 0.0)));
    }
  }
  return cut(reachOf(layout_, way.from, way.to, brush_.radius), layout_);
}

void BrushStroke::reach(std::int64_t slice, const Way& way, double radius) {
  Mask& touched = touched_.try_emplace(slice, Mask(layout_.width, layout_.height)).first->second;
  const ImageView image = sliceView(volume_, layout_, slice);
  const DistanceToWay distance(layout_, way.from, way.to);
  const PixelBox box = cut(reachOf(layout_, way.from, way.to, radius), layout_);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      if (isInReach(distance.squared(x, y), radius)) touch(touched, image, x, y);
    }
  }
}

/// A brush smaller than a pixel still leaves no gap.
void BrushStroke::touchLine(const Way& way) {
  Mask& touched = touched_.at(slice_.slice);
  const ImageView image = sliceView(volume_, layout_, slice_.slice);
  const double steps =
      std::ceil(std::max(std::abs(way.to.x - way.from.x), std::abs(way.to.y - way.from.y)));
  for (double i = 0; i <= steps; ++i) {
    const double t = steps > 0 ? i / steps : 0;
    const std::int64_t x = nearest(way.from.x + t * (way.to.x - way.from.x)),
                       y = nearest(way.from.y + t * (way.to.y - way.from.y));
    if (x >= 0 && y >= 0 && x < layout_.width && y < layout_.height) touch(touched, image, x, y);
  }
}

void BrushStroke::touch(Mask& touched, const ImageView& image, std::int64_t x,
                        std::int64_t y) const {
  if (brush_.range) {
    const double value = sampleValue(image.at(x, y), image.type);
    if (!(value >= brush_.range->minimum && value <= brush_.range->maximum)) return;
  }
  touched.set(x, y);
}

LabelId BrushStroke::after(std::int64_t x, std::int64_t y, LabelId before) const {
  const auto touched = touched_.find(slice_.slice);
  if (touched == touched_.end() || !touched->second.test(x, y)) return before;
  return mode_ == Mode::Erase ? WriteRule::taken(before, label_) : rule_->given(before, label_);
}

std::vector<WantedRun> BrushStroke::wanted() const {
  std::vector<std::int64_t> offsets;
  for (const auto& [slice, mask] : touched_)
    addOffsets(volume_.grid, {slice_.axis, slice}, mask, offsets);
  std::vector<WantedRun> runs;
  addRuns(offsets, mode_ == Mode::Erase ? LabelId{0} : label_, runs);
  return runs;
}

std::vector<WantedRun> wantedOn(const Grid& grid, SliceRef slice, const Mask& mask, LabelId label) {
  std::vector<std::int64_t> offsets;
  addOffsets(grid, slice, mask, offsets);
  std::vector<WantedRun> runs;
  addRuns(offsets, label, runs);
  return runs;
}

Mask polygonMask(std::int64_t width, std::int64_t height, const std::vector<PixelPoint>& corners) {
  Mask mask(width, height);
  std::vector<double> crossings;
  for (std::int64_t y = 0; y < height; ++y) {
    crossings.clear();
    const auto row = static_cast<double>(y);
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const PixelPoint a = corners[i], b = corners[(i + 1) % corners.size()];
      if ((a.y <= row) == (b.y <= row)) continue;
      crossings.push_back(a.x + (row - a.y) / (b.y - a.y) * (b.x - a.x));
    }
    std::ranges::sort(crossings);
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double first = std::max(std::ceil(crossings[i]), 0.0);
      const double last = std::min(crossings[i + 1], static_cast<double>(width));
      for (auto x = static_cast<std::int64_t>(first); static_cast<double>(x) < last; ++x)
        mask.set(x, y);
    }
  }
  return mask;
}

}  // namespace limn::core
