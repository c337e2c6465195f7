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

/// A warning about uneven distances, or "".
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

/// A warning about slices that do not follow each other along the normal, or "".
std::string shear(const std::vector<const DicomFrame*>& slices, Vec3 normal, double pixel) {
  const Vec3 whole = *slices.back()->position - *slices.front()->position;
  const double along = dot(whole, normal);
  const double aside = length(whole - normal * along);
  const double degrees = std::atan2(aside, along) * 180 / std::numbers::pi;
  if (aside > kShearTolerance * pixel && degrees > kTiltDegrees) {
    return fmt::format(
        "The slices are sheared by {:.1f} degrees (gantry tilt). Each slice is correct, "
        "but they are stacked as if they were not tilted: positions and outlines "
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

void placeByGeometry(PlacedSlices& placed, const std::vector<const DicomFrame*>& slices) {
  const DicomFrame& first = *slices.front();
  const Vec3 normal = normalOf(first);
  Grid& grid = placed.grid;
  grid.axes = {(*first.orientation)[0], (*first.orientation)[1], normal * (1 / length(normal))};
  grid.origin = {first.position->x, first.position->y, first.position->z};
  if (slices.size() < 2) {
    if (first.sliceSpacing <= 0) {
      placed.warnings.emplace_back(
          "The thickness of the slice is not known; 1 mm is taken, so volumes are not exact.");
    }
    return;
  }
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

Calibration calibrationOf(const DicomFrame& first, std::size_t slices) {
  if (first.columnSpacing <= 0 || first.rowSpacing <= 0) return Calibration::None;
  if (first.spacingSource != Calibration::PixelSpacing) return first.spacingSource;
  if (isPlaced(first)) return Calibration::Patient;
  const bool knowsAllAxes = slices > 1 && first.sliceSpacing > 0;
  return knowsAllAxes ? Calibration::SpacingOnly : Calibration::PixelSpacing;
}

/// What the reader must know of slices without a position in the patient.
std::string unplacedWarning(Calibration calibration, std::size_t slices) {
  std::string text = "Left and right are not known: the file gives no position in the patient.";
  if (calibration == Calibration::None)
    text += " It gives no pixel spacing either: lengths are counted in pixels.";
  if (calibration == Calibration::ImagerPixelSpacing)
    text += " Lengths are those at the detector; they are smaller in the patient.";
  if (calibration == Calibration::NominalScannedPixelSpacing)
    text += " Lengths are those on the scanned film.";
  if (slices > 1) text += " The slices follow their image numbers.";
  return text;
}

}  // namespace

Grid voxelGrid(Size3 size) {
  Grid grid;
  grid.size = size;
  grid.calibration = Calibration::None;
  return grid;
}

PlacedSlices placeSlices(const std::vector<const DicomFrame*>& slices,
                         const DicomPixelFormat& format) {
  const DicomFrame& first = *slices.front();
  PlacedSlices placed;
  Grid& grid = placed.grid;
  grid = voxelGrid({format.columns, format.rows, static_cast<std::int64_t>(slices.size())});
  grid.calibration = calibrationOf(first, slices.size());
  if (grid.calibration != Calibration::None) {
    grid.spacing = {first.columnSpacing, first.rowSpacing,
                    first.sliceSpacing > 0 ? first.sliceSpacing : 1};
  }
  if (grid.calibration == Calibration::Patient) {
    placeByGeometry(placed, slices);
  } else {
    placed.warnings.push_back(unplacedWarning(grid.calibration, slices.size()));
  }
  return placed;
}

}  // namespace limn::imaging
