// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// DICOM segmentations that other programs wrote, against the facts that came with them.
#include "dicom_shared_support.h"
#include "limn/imaging/segmentation_io.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace limn {
namespace {

using nlohmann::json;

/// What is refused, and with which word.
const std::map<std::string, std::string>& refusals() {
  static const std::string unplaced = "does not say where it lies", overlap = "overlap";
  static const std::map<std::string, std::string> known{
      {"seg/highdicom/seg_image_ct_binary_overlap.dcm", overlap},
      {"seg/dcmqi_ct_3slice/partial_overlaps.dcm", overlap},
      {"seg/highdicom/seg_image_sm_control.dcm", unplaced},
      {"seg/highdicom/seg_image_sm_control_labelmap.dcm", unplaced},
      {"seg/highdicom/seg_image_sm_control_labelmap_palette_color.dcm", unplaced},
      {"seg/liver_syntaxes/liver_deflate.dcm", "transfer syntax"},
      {"seg/liver_syntaxes/liver_nonbyte_aligned_deflate.dcm", "transfer syntax"},
      {"broken/edited/seg_frame_count_wrong.dcm", "take 256 bytes"},
      {"broken/edited/seg_no_per_frame_groups.dcm", unplaced},
      {"broken/edited/seg_no_plane_position.dcm", unplaced},
      {"broken/edited/seg_unknown_segment.dcm", "shows segment 77"},
  };
  return known;
}

void expectFacts(const std::string& name, const Segmentation& read, const json& facts) {
  const char* counts =
      facts.contains("voxels_per_label") ? "voxels_per_label" : "nonzero_voxels_per_segment";
  if (facts["segmentation_type"] != "FRACTIONAL") {
    for (const auto& [label, count] : facts[counts].items()) {
      const auto id = static_cast<LabelId>(std::stoi(label));
      EXPECT_EQ(std::ranges::count(read.voxels, id), count.get<std::int64_t>()) << name;
    }
  }
  EXPECT_NEAR(read.grid.spacing.x, facts["pixel_spacing_row_col"][1].get<double>(), 1e-6) << name;
  const auto& positions = facts["first_positions"];
  const auto& lowest = *std::ranges::min_element(
      positions, {}, [](const json& position) { return position[2].get<double>(); });
  EXPECT_NEAR(read.grid.origin.z, lowest[2].get<double>(), 1e-3) << name;
  for (const auto& segment : facts["segments"]) {
    const int number = segment["number"].get<int>();
    if (number == 0) continue;
    const auto found = std::ranges::find(read.labels, number, &LabelInfo::id);
    ASSERT_NE(found, read.labels.end()) << name;
    EXPECT_EQ(found->name, segment["label"].get<std::string>()) << name;
  }
}

TEST(SharedDicomSegmentations, HoldTheFactsThatCameWithThemOrAreRefused) {
  if (test::sharedDicomFacts().is_null()) GTEST_SKIP() << "the shared DICOM files are not here";
  int files = 0;
  for (const auto& [name, file] : test::sharedDicomFacts()["files"].items()) {
    if (!file.contains("seg")) continue;
    ++files;
    const auto read = imaging::readSegmentation(test::sharedDicom() / name);
    const auto refusal = refusals().find(name);
    if (refusal != refusals().end()) {
      ASSERT_FALSE(read) << name;
      EXPECT_NE(read.error().message().find(refusal->second), std::string::npos)
          << read.error().message();
      continue;
    }
    ASSERT_TRUE(read) << read.error().message();
    expectFacts(name, *read, file["seg"]);
  }
  EXPECT_GE(files, 20);
}

TEST(SharedDicomSegmentations, LieWhereTheirTwinsDo) {
  const auto folder = test::sharedDicom() / "seg" / "dcmqi_ct_3slice";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the shared DICOM files are not here";

  const auto dicom = imaging::readSegmentation(folder / "liver.dcm");
  const auto twin = imaging::readSegmentation(folder / "liver_seg.nrrd");

  ASSERT_TRUE(dicom) << dicom.error().message();
  ASSERT_TRUE(twin) << twin.error().message();
  const Size3 size = twin->grid.size;
  std::int64_t same = 0, different = 0;
  for (VoxelIndex at; at.z < size.z; ++at.z) {
    for (at.y = 0; at.y < size.y; ++at.y) {
      for (at.x = 0; at.x < size.x; ++at.x) {
        const LabelId label = twin->voxels[static_cast<std::size_t>(twin->grid.offset(at))];
        const WorldPoint world = twin->grid.toWorld(
            {static_cast<double>(at.x), static_cast<double>(at.y), static_cast<double>(at.z)});
        const VoxelIndex there = Grid::nearest(dicom->grid.toVoxel(world));
        ASSERT_TRUE(dicom->grid.contains(there));
        const LabelId mine = dicom->voxels[static_cast<std::size_t>(dicom->grid.offset(there))];
        same += label != 0 && mine == label ? 1 : 0;
        different += mine == label ? 0 : 1;
      }
    }
  }
  EXPECT_EQ(same, 107098);
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace limn
