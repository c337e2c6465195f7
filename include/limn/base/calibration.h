// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace limn {

/// How the geometry of a grid is known, and so what may be said of it. Only what
/// hasMillimetres(), hasVolume() and hasDirections() allow may be shown, reported or exported.
enum class Calibration : std::uint8_t {
  Patient,             ///< spacing, position and directions in the patient
  SpacingOnly,         ///< the spacing of all three axes; position and directions are not known
  PixelSpacing,        ///< the spacing within the plane of the pixels alone, as all below
  ImagerPixelSpacing,  ///< the same at the detector, DICOM (0018,1164): larger than in the patient
  NominalScannedPixelSpacing,  ///< the same on a scanned film, DICOM (0018,2010)
  UltrasoundRegion,            ///< the same of the ultrasound region, DICOM (0018,6011)
  None,  ///< nothing: a spacing of 1 counts voxels; no millimetres, no directions
};

/// Whether distances within a plane are millimetres.
[[nodiscard]] constexpr bool hasMillimetres(Calibration c) {
  return c != Calibration::None;
}
/// Whether the volume of a voxel is known in cubic millimetres.
[[nodiscard]] constexpr bool hasVolume(Calibration c) {
  return c == Calibration::Patient || c == Calibration::SpacingOnly;
}
/// Whether left, right, anterior, posterior, superior and inferior are known, and so world
/// positions.
[[nodiscard]] constexpr bool hasDirections(Calibration c) {
  return c == Calibration::Patient;
}

/// "patient", "spacing_only", "imager_pixel_spacing", ...: the spelling in files and reports.
[[nodiscard]] std::string_view calibrationName(Calibration c);
[[nodiscard]] std::optional<Calibration> calibrationFromName(std::string_view name);
/// A short remark in English for people: "not calibrated", "spacing at the detector (Imager Pixel
/// Spacing)"; empty for Patient, which needs none.
[[nodiscard]] std::string_view calibrationRemark(Calibration c);

}  // namespace limn
