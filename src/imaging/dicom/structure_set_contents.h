// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mask_layers.h"
#include "mask_reference.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace limn::imaging {

/// What a DICOM RTSTRUCT says, as it is in the file.
struct Contour {
  std::vector<Vec3> points;  // LPS mm
  double along = 0;          // mean position on the normal of the slices, mm
};

struct Region {
  std::int64_t number = 0;
  LabelId label = 0;
  std::string name, frameOfReference;
  std::optional<Rgb> colour;
  Code type;
  std::vector<Contour> contours;
};

struct StructureSet {
  std::vector<Region> regions;
  ReferenceHint hint;
  LabelNumbers labels;
  std::size_t open = 0;  // contours that enclose nothing
};

/// Unreadable: damaged or contradicting itself. Errors do not name the file.
[[nodiscard]] Result<StructureSet> readStructureSetContents(const std::filesystem::path& file);

}  // namespace limn::imaging
