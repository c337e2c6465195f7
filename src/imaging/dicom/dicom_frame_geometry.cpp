// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_frame_geometry.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace limn::imaging {

namespace {

constexpr double kUnitTolerance = 1e-3;
constexpr double kLargestSkew = 1e-2;                  // cosine between rows and columns
constexpr double kSameSpacing = 1e-3;                  // relative
constexpr long kTwoDimensional = 1, kCentimetres = 3;  // codes of an ultrasound region

/// "PixelSpacing (0028,0030) is '0,5\0,5'; expected two numbers above 0".
std::string faultText(const DcmTagKey& tag, DcmItem* holder, std::string_view expected) {
  const std::string name =
      fmt::format("{} ({:04X},{:04X})", DcmTag(tag).getTagName(), tag.getGroup(), tag.getElement());
  if (holder == nullptr) return name + " is absent";
  return fmt::format("{} is '{}'; expected {}", name, wholeTextOf(*holder, tag), expected);
}

void addFault(DicomFrame& frame, const std::string& fault) {
  frame.geometryFault += (frame.geometryFault.empty() ? "" : "; ") + fault;
}

void readPosition(DicomFrame& frame, const FrameItems& items) {
  DcmItem* item = items.holder(DCM_PlanePositionSequence, DCM_ImagePositionPatient);
  const auto p =
      item == nullptr ? std::vector<double>() : numbersOf(*item, DCM_ImagePositionPatient);
  if (p.size() == 3) {
    frame.position = Vec3{p[0], p[1], p[2]};
  } else {
    addFault(frame, faultText(DCM_ImagePositionPatient, item, "three numbers"));
  }
}

/// Nothing unless the six numbers are two directions at right angles.
std::optional<std::array<Vec3, 2>> directionsFrom(const std::vector<double>& o,
                                                  DicomHeader& header) {
  if (o.size() != 6) return std::nullopt;
  Vec3 row{o[0], o[1], o[2]}, column{o[3], o[4], o[5]};
  const double a = length(row), b = length(column);
  if (a < kUnitTolerance || b < kUnitTolerance) return std::nullopt;
  row = row * (1 / a);
  column = column * (1 / b);
  const double skew = dot(row, column);
  if (std::abs(skew) > kLargestSkew) return std::nullopt;
  if (std::abs(a - 1) > kUnitTolerance || std::abs(b - 1) > kUnitTolerance) {
    warnOnce(header, "The direction vectors in the file do not have length one; they were scaled.");
  }
  column = column - row * skew;
  return std::array{row, column * (1 / length(column))};
}

void readOrientation(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  DcmItem* item = items.holder(DCM_PlaneOrientationSequence, DCM_ImageOrientationPatient);
  if (item != nullptr) {
    frame.orientation = directionsFrom(numbersOf(*item, DCM_ImageOrientationPatient), header);
  }
  if (!frame.orientation) {
    addFault(frame, faultText(DCM_ImageOrientationPatient, item,
                              "six numbers: two directions at right angles"));
  }
}

struct PlaneSpacing {
  double row = 0, column = 0;  // mm between rows (along y) and between columns (along x)
};
bool isSame(PlaneSpacing a, PlaneSpacing b) {
  return std::abs(a.row - b.row) <= kSameSpacing * a.row &&
         std::abs(a.column - b.column) <= kSameSpacing * a.column;
}

std::optional<PlaneSpacing> spacingFrom(DcmItem* item, const DcmTagKey& tag) {
  if (item == nullptr) return std::nullopt;
  const auto s = numbersOf(*item, tag);
  if (s.size() != 2 || !(s[0] > 0) || !(s[1] > 0)) return std::nullopt;
  return PlaneSpacing{s[0], s[1]};
}

/// The scale that all regions with a two-dimensional picture of tissue share.
std::optional<PlaneSpacing> ultrasoundSpacing(DcmItem& dataSet, DicomHeader& header) {
  std::optional<PlaneSpacing> common;
  for (long i = 0; DcmItem* region = itemOf(dataSet, DCM_SequenceOfUltrasoundRegions, i); ++i) {
    if (integerOf(*region, DCM_RegionSpatialFormat) != kTwoDimensional ||
        integerOf(*region, DCM_PhysicalUnitsXDirection) != kCentimetres ||
        integerOf(*region, DCM_PhysicalUnitsYDirection) != kCentimetres) {
      continue;
    }
    constexpr double kMillimetresPerCentimetre = 10;
    const auto step = [&](const DcmTagKey& tag) {
      return std::abs(numberOf(*region, tag).value_or(0)) * kMillimetresPerCentimetre;
    };
    const PlaneSpacing found{step(DCM_PhysicalDeltaY), step(DCM_PhysicalDeltaX)};
    if (!(found.row > 0) || !(found.column > 0)) continue;
    if (common && !isSame(*common, found)) {
      warnOnce(
          header,
          "The ultrasound regions of the picture have different scales: it is not calibrated.");
      return std::nullopt;
    }
    common = found;
  }
  return common;
}

void setSpacing(DicomFrame& frame, PlaneSpacing spacing, Calibration source) {
  frame.rowSpacing = spacing.row;
  frame.columnSpacing = spacing.column;
  frame.spacingSource = source;
}

/// Pixel Spacing that only repeats the spacing at the detector is not corrected to the patient.
bool isUncorrected(PlaneSpacing spacing, const FrameItems& items) {
  DcmItem& dataSet = items.dataSet();
  const auto detector = spacingFrom(&dataSet, DCM_ImagerPixelSpacing);
  return detector && isSame(spacing, *detector) &&
         !isFilled(dataSet, DCM_PixelSpacingCalibrationType);
}

void readPlaneSpacing(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  const DcmTagKey& group = DCM_PixelMeasuresSequence;
  if (header.modality == "US") {
    if (const auto region = ultrasoundSpacing(items.dataSet(), header)) {
      warnOnce(header, "Lengths are right within the ultrasound region of the picture only.");
      return setSpacing(frame, *region, Calibration::UltrasoundRegion);
    }
  }
  DcmItem* item = items.holder(group, DCM_PixelSpacing);
  if (const auto spacing = spacingFrom(item, DCM_PixelSpacing)) {
    return setSpacing(frame, *spacing,
                      isUncorrected(*spacing, items) ? Calibration::ImagerPixelSpacing
                                                     : Calibration::PixelSpacing);
  }
  addFault(frame, faultText(DCM_PixelSpacing, item, "two numbers above 0"));
  if (item != nullptr) return;  // a damaged value is not replaced by another attribute
  if (const auto spacing =
          spacingFrom(items.holder(group, DCM_ImagerPixelSpacing), DCM_ImagerPixelSpacing)) {
    return setSpacing(frame, *spacing, Calibration::ImagerPixelSpacing);
  }
  if (const auto spacing = spacingFrom(items.holder(group, DCM_NominalScannedPixelSpacing),
                                       DCM_NominalScannedPixelSpacing)) {
    setSpacing(frame, *spacing, Calibration::NominalScannedPixelSpacing);
  }
}

}  // namespace

void readFrameGeometry(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  readPosition(frame, items);
  readOrientation(frame, items, header);
  readPlaneSpacing(frame, items, header);
  const DcmTagKey& group = DCM_PixelMeasuresSequence;
  const double between = items.number(group, DCM_SpacingBetweenSlices);
  frame.sliceSpacing =
      between > 0 ? between : std::max(0.0, items.number(group, DCM_SliceThickness));
}

}  // namespace limn::imaging
