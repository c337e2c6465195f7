// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_geometry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limn::imaging {

namespace {

constexpr double kEvenTolerance = 0.05;  // of a slice distance, before slices count as uneven
constexpr double kShearTolerance = 0.1;  // of a pixel, over the whole stack
constexpr double kShiftTolerance = 0.5;  // of a pixel, of one slice against its neighbours
constexpr double kTiltDegrees = 0.05;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// "" when every slice lies where an even stack would have it.
std::string unevenness(const std::vector<double>& along) {
  const std::size_t n = along.size();
  const double step = (along.back() - along.front()) / static_cast<double>(n - 1);
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) {
    worst = std::max(worst, std::abs(along[i] - along.front() - step * static_cast<double>(i)));
  }
  if (worst <= kEvenTolerance * step) return {};
  std::vector<double> gaps;
  for (std::size_t i = 1; i < n; ++i)
    gaps.push_back(along[i] - along[i - 1]);
  const double usual = median(gaps);
  const auto [least, most] = std::ranges::minmax(gaps);
  long missing = 0;
  bool isMultiple = true;
  for (const double gap : gaps) {
    const double times = gap / usual;
    isMultiple = isMultiple && std::round(times) >= 1 &&
                 std::abs(times - std::round(times)) < 2 * kEvenTolerance;
    missing += std::lround(times) - 1;
  }
  if (isMultiple && missing > 0) {
    return fmt::format(
        "{} slice(s) seem to be missing: most lie {:.2f} mm apart, the largest gap is "
        "{:.2f} mm. Positions and volumes across slices are not exact.",
        missing, usual, most);
  }
  return fmt::format(
      "The slices are not evenly spaced: {:.2f} to {:.2f} mm apart. They are shown {:.2f} mm "
      "apart; positions and volumes across slices are not exact.",
      least, most, step);
}

/// "" when slices follow each other along the normal.
std::string shear(const std::vector<const DicomFrame*>& slices, Vec3 normal, double pixel) {
  const Vec3 whole = *slices.back()->position - *slices.front()->position;
  const double along = dot(whole, normal);
  const double aside = length(whole - normal * along);
  const double degrees = std::atan2(aside, along) * 180 / std::numbers::pi;
  if (aside > kShearTolerance * pixel && degrees > kTiltDegrees) {
    return fmt::format(
        "The slices are sheared by {:.1f} degrees (gantry tilt). Each slice is right in "
        "itself, but they are stacked as if they were not tilted: positions and outlines "
        "across slices are not exact.",
        degrees);
  }
  for (const auto* slice : slices) {
    const Vec3 from = *slice->position - *slices.front()->position;
    const double part = along > 0 ? dot(from, normal) / along : 0;
    const Vec3 off = from - whole * part;
    if (length(off - normal * dot(off, normal)) > kShiftTolerance * pixel) {
      return "Some slices are shifted sideways against the others; positions across slices are not "
             "exact.";
    }
  }
  return {};
}

void placeByGeometry(PlacedGrid& placed, const std::vector<const DicomFrame*>& slices) {
  const DicomFrame& first = *slices.front();
  const Vec3 normal = normalOf(first);
  Grid& grid = placed.grid;
  grid.axes = {(*first.orientation)[0], (*first.orientation)[1], normal * (1 / length(normal))};
  grid.origin = {first.position->x, first.position->y, first.position->z};
  if (slices.size() < 2) return;
  std::vector<double> along;
  for (const auto* slice : slices)
    along.push_back(dot(*slice->position, grid.axes[2]));
  const double step = (along.back() - along.front()) / static_cast<double>(along.size() - 1);
  if (!(step > 0)) return;
  grid.spacing.z = step;
  for (auto sentence :
       {unevenness(along), shear(slices, grid.axes[2], std::min(grid.spacing.x, grid.spacing.y))}) {
    if (!sentence.empty()) placed.warnings.push_back(std::move(sentence));
  }
}

}  // namespace

PlacedGrid placeSlices(const std::vector<const DicomFrame*>& slices,
                       const DicomPixelFormat& format) {
  PlacedGrid placed;
  const DicomFrame& first = *slices.front();
  Grid& grid = placed.grid;
  grid.size = {format.columns, format.rows, static_cast<std::int64_t>(slices.size())};
  grid.spacing = {1, 1, first.sliceSpacing > 0 ? first.sliceSpacing : 1};
  if (first.columnSpacing > 0 && first.rowSpacing > 0) {
    grid.spacing.x = first.columnSpacing;
    grid.spacing.y = first.rowSpacing;
  } else {
    placed.warnings.emplace_back(
        "The file gives no pixel spacing: lengths are in pixels, not millimetres.");
  }
  if (isPlaced(first)) {
    placeByGeometry(placed, slices);
    return placed;
  }
  placed.warnings.emplace_back(
      slices.size() > 1 ? "The files give no place for the slices: they follow their image "
                          "numbers, left and right are "
                          "not known, and lengths across slices may be wrong."
                        : "The file gives no place in the patient: left and right are not known.");
  return placed;
}

}  // namespace limn::imaging
