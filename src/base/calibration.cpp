// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/calibration.h"

#include <array>
#include <cstddef>

namespace limn {
namespace {

struct Entry {
  Calibration calibration;
  std::string_view name, remark;
};
constexpr std::array kEntries{
    Entry{Calibration::Patient, "patient", ""},
    Entry{Calibration::SpacingOnly, "spacing_only", "position and directions are not known"},
    Entry{Calibration::PixelSpacing, "pixel_spacing", "only the spacing within the plane is known"},
    Entry{Calibration::ImagerPixelSpacing, "imager_pixel_spacing",
          "spacing at the detector (Imager Pixel Spacing)"},
    Entry{Calibration::NominalScannedPixelSpacing, "nominal_scanned_pixel_spacing",
          "spacing on the scanned film (Nominal Scanned Pixel Spacing)"},
    Entry{Calibration::UltrasoundRegion, "ultrasound_region",
          "spacing within the ultrasound region"},
    Entry{Calibration::None, "none", "not calibrated"},
};

}  // namespace

std::string_view calibrationName(Calibration c) {
  return kEntries[static_cast<std::size_t>(c)].name;
}

std::optional<Calibration> calibrationFromName(std::string_view name) {
  for (const Entry& entry : kEntries) {
    if (entry.name == name) return entry.calibration;
  }
  return std::nullopt;
}

std::string_view calibrationRemark(Calibration c) {
  return kEntries[static_cast<std::size_t>(c)].remark;
}

}  // namespace limn
