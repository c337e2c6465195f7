// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

namespace limn::test {
namespace {

TEST_F(CliTest, InfoGivesTheGeometryOfAScan) {
  const auto document = parse(limn({"info", image(), "--json"}));

  const auto& item = document["items"][0];
  EXPECT_EQ(item["kind"], "study");
  const auto& series = item["series"][0];
  EXPECT_EQ(series["format"], "nifti");
  EXPECT_EQ(series["size"], (nlohmann::json{48, 40, 6}));
  EXPECT_EQ(series["spacing_mm"], (nlohmann::json{1.5, 2.0, 3.0}));
  EXPECT_EQ(series["origin_lps_mm"], (nlohmann::json{10.25, -20.0, 5.0}));
  EXPECT_EQ(series["axis_codes"], "RAS");
  EXPECT_EQ(series["pixel_type"], "uint8");
  EXPECT_EQ(series["minimum"], 30);
  EXPECT_EQ(series["maximum"], 200);
}

TEST_F(CliTest, InfoCountsTheLabelsOfAMask) {
  const NiftiShape shape;
  std::vector<std::uint8_t> voxels(shape.voxels(), 0);
  std::fill_n(voxels.begin(), 1000, std::uint8_t{1});
  std::fill_n(voxels.begin() + 1000, 50, std::uint8_t{7});
  const auto file = write("mask.nii", niftiBytes(shape, voxels));

  const auto document = parse(limn({"info", file, "--json"}));

  const auto& labels = document["items"][0]["series"][0]["labels"];
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0]["voxels"], 1000);
  EXPECT_NEAR(labels[0]["ml"].get<double>(), 9.0, 1e-9);  // 1000 x 9 mm3
  EXPECT_EQ(labels[1]["label"], 7);
  EXPECT_EQ(labels[1]["voxels"], 50);
}

TEST_F(CliTest, InfoGivesNoMillimetresOfAVolumeWithoutCalibration) {
  const std::string text =
      "NRRD0004\ntype: unsigned char\ndimension: 3\nsizes: 1 1 2\nencoding: raw\n\n";
  const auto file = write("mask.nrrd", text + std::string("\1\0", 2));

  const auto document = parse(limn({"info", file, "--json"}));
  const auto shown = limn({"info", file});

  const auto& series = document["items"][0]["series"][0];
  EXPECT_EQ(series["calibration"], "none");
  for (const char* key : {"spacing_mm", "origin_lps_mm", "axis_codes"})
    EXPECT_FALSE(series.contains(key)) << key;
  EXPECT_TRUE(series["labels"][0]["ml"].is_null());
  EXPECT_NE(shown.out.find("geometry   not calibrated"), std::string::npos) << shown.out;
  EXPECT_EQ(shown.out.find(" mm"), std::string::npos) << shown.out;
}

TEST_F(CliTest, InfoDoesNotTakeAScanForAMask) {
  const auto document = parse(limn({"info", image(), "--json"}));

  EXPECT_FALSE(document["items"][0]["series"][0].contains("labels"));
}

TEST_F(CliTest, InfoDescribesACheckpoint) {
  const auto document = parse(limn({"info", model(), "--json"}));

  const auto& item = document["items"][0];
  EXPECT_EQ(item["kind"], "checkpoint");
  EXPECT_EQ(item["family"], "sam-med2d");
  EXPECT_EQ(item["adapters"], true);
  EXPECT_EQ(item["input"], 256);
  EXPECT_EQ(item["width"], 64);
  EXPECT_EQ(item["depth"], 4);
  EXPECT_EQ(item["global_blocks"], (nlohmann::json{1, 3}));
  EXPECT_EQ(item["dtype"], "float32");
  EXPECT_EQ(item["weights_sha256"].get<std::string>().size(), 64U);
}

TEST_F(CliTest, InfoKnowsACheckpointByItsContent) {
  const auto file = write("weights.dat", readBytes(model()));

  const auto document = parse(limn({"info", file, "--json"}));

  EXPECT_EQ(document["items"][0]["kind"], "checkpoint");
}

TEST_F(CliTest, InfoListsWhatAFolderHoldsAndWhatItPassesOver) {
  std::filesystem::create_directory(folder() / "study");
  image("study/one.nii");
  image("study/two.nii", {.size = {20, 30, 4}});
  write("study/notes.txt", "no picture");

  const auto document = parse(limn({"info", path("study"), "--json"}));

  const auto& item = document["items"][0];
  EXPECT_EQ(item["series"].size(), 2U);
  ASSERT_EQ(item["skipped"].size(), 1U);
  EXPECT_NE(item["skipped"][0]["path"].get<std::string>().find("notes.txt"), std::string::npos);
  EXPECT_FALSE(item["skipped"][0]["reason"].get<std::string>().empty());
}

TEST_F(CliTest, InfoDescribesTheOthersWhenOnePathFails) {
  const auto result = limn({"info", image(), path("missing.nii"), "--json"});

  EXPECT_EQ(result.exitCode, 3);
  const auto document = parse(result);
  EXPECT_EQ(document["items"][0]["kind"], "study");
  EXPECT_EQ(document["items"][1]["error"]["code"], "not_found");
  EXPECT_EQ(document["error"]["code"], "not_found");
}

TEST_F(CliTest, InfoIsReadableWithoutJson) {
  const auto result = limn({"info", image()});

  EXPECT_EQ(result.exitCode, 0);
  EXPECT_NE(result.out.find("48 x 40 x 6 voxels"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("1.5 x 2 x 3 mm"), std::string::npos);
}

}  // namespace
}  // namespace limn::test
