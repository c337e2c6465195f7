// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_builder.h"
#include "limn/imaging/mask_file.h"
#include "limn/imaging/study_reader.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::test {

/// A series of so many pixels and slices, and masks that were made on it.
inline constexpr int kColumns = 9, kRows = 7, kSlices = 5;

class DicomMaskTest : public testing::Test {
 protected:
  DicomMaskTest() {
    std::filesystem::create_directory(study());
    // Oblique, with other distances between rows than between columns.
    image_.columns = kColumns;
    image_.rows = kRows;
    image_.orientation = "0.8\\0.6\\0\\-0.6\\0.8\\0";
    image_.spacing = "2\\0.5";
    image_.frameOfReference = "1.2.3.99";
    image_.patientId = "PID-1";
    image_.patientName = "Doe^Jane";
    writeSeries(study(), image_, kSlices, 2.5);
  }
  [[nodiscard]] std::filesystem::path study() const { return folder_.path() / "study"; }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_.path() / name;
  }

  [[nodiscard]] Volume volume() const { return *imaging::readVolume(study()); }
  /// Two labels whose values are no segment numbers; label 9 has a hole, and slice 4 is empty.
  [[nodiscard]] imaging::Masks masks() const {
    const Volume source = volume();
    Segmentation s{
        source.grid, std::vector<LabelId>(kColumns * kRows * kSlices), {}, source.source};
    for (VoxelIndex v; v.z < kSlices - 1; ++v.z) {
      for (v.y = 1; v.y < 6; ++v.y) {
        for (v.x = 1; v.x < 6; ++v.x) {
          const bool isHole = v.x == 3 && v.y == 3;
          if (!isHole) s.voxels[static_cast<std::size_t>(s.grid.offset(v))] = 9;
        }
      }
      if (v.z == 2) s.voxels[static_cast<std::size_t>(s.grid.offset({8, 6, 2}))] = 300;
    }
    s.labels = {{9, "Leber groß", {200, 30, 40}}, {300, "tumour", {10, 220, 30}}};
    imaging::LabelCodes codes;
    codes.category = {"123037004", "SCT", "Anatomical Structure"};
    codes.type = {"10200004", "SCT", "Liver"};
    codes.typeModifier = {"7771000", "SCT", "Left"};
    return {{s}, {{9, codes}}, {}};
  }
  /// The second layer has a label that lies within the first.
  [[nodiscard]] imaging::Masks overlapping() const {
    imaging::Masks two = masks();
    Segmentation layer = two.layers[0];
    std::ranges::fill(layer.voxels, LabelId{0});
    layer.voxels[static_cast<std::size_t>(layer.grid.offset({2, 2, 1}))] = 4;
    layer.labels = {{4, "lesion", {1, 2, 3}}};
    two.layers.push_back(layer);
    return two;
  }
  DicomImage image_;
  TemporaryFolder folder_;
};

}  // namespace limn::test
