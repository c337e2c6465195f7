// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn convert, compare and verify with DICOM masks and tables of labels.
#include "cli_support.h"
#include "imaging/dicom_builder.h"

#include <algorithm>

namespace limn::test {
namespace {

/// A DICOM series of 8 x 6 pixels and 4 slices, and a mask on its grid as NIfTI.
class MaskFormatsTest : public CliTest {
 protected:
  MaskFormatsTest() {
    std::filesystem::create_directory(path("study"));
    DicomImage image;
    image.columns = 8;
    image.rows = 6;
    image.spacing = "2\\1.5";
    image.frameOfReference = "1.2.3.99";
    writeSeries(path("study"), image, 4, 3);
    // The series in RAS: x and y grow to the left and to the back in LPS.
    const NiftiShape shape{
        .size = {8, 6, 4}, .spacing = {1.5F, 2, 3}, .origin = {-10.5F, -10, 0}, .reversed = true};
    std::vector<std::uint8_t> voxels(shape.voxels(), 0);
    for (const std::size_t i : {50U, 51U, 58U, 59U})
      voxels[i] = 3;
    voxels[100] = 8;
    mask_ = write("mask.nii", niftiBytes(shape, voxels));
  }
  std::string mask_;
};

TEST_F(MaskFormatsTest, AMaskGoesThroughDicomAndComesBackTheSame) {
  const auto steps = std::vector<std::vector<std::string>>{
      {mask_, path("seg.dcm"), "--reference", path("study")},
      {path("seg.dcm"), path("set.dcm"), "--to", "rtstruct", "--reference", path("study")},
      {path("set.dcm"), path("slicer.seg.nrrd"), "--reference", path("study")},
      {path("slicer.seg.nrrd"), path("back.nii.gz"), "--reference", mask_}};
  for (std::vector<std::string> step : steps) {
    step.insert(step.begin(), "convert");
    const auto result = limn(step);
    ASSERT_EQ(result.exitCode, 0) << result.err;
  }

  const auto compared = parse(limn({"compare", mask_, path("back.nii.gz"), "--json"}));
  EXPECT_EQ(compared["identical"], true) << compared;
  const auto dicom =
      parse(limn({"compare", path("set.dcm"), mask_, "--reference", path("study"), "--json"}));
  EXPECT_EQ(dicom["identical"], true) << dicom;
}

TEST_F(MaskFormatsTest, VerifyHoldsUntilAFileIsChanged) {
  ASSERT_EQ(limn({"convert", mask_, path("seg.dcm"), "--reference", path("study")}).exitCode, 0);
  ASSERT_EQ(
      limn({"convert", mask_, path("rs.rtstruct.dcm"), "--reference", path("study")}).exitCode, 0);
  ASSERT_EQ(limn({"convert", mask_, path("m.seg.nrrd")}).exitCode, 0);
  std::filesystem::remove_all(path("study"));  // as on another machine

  const auto holds =
      limn({"verify", path("seg.dcm"), path("rs.rtstruct.dcm"), path("m.seg.nrrd"), "--json"});
  std::string bytes = readBytes(path("seg.dcm"));
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  writeBytes(path("seg.dcm"), bytes);
  const auto changed = limn({"verify", path("m.seg.nrrd"), path("seg.dcm"), "--json"});
  const auto without = limn({"verify", mask_});
  writeBytes(path("m.seg.nrrd.json"), "{}");
  const auto damaged = limn({"verify", path("m.seg.nrrd")});

  EXPECT_EQ(holds.exitCode, 0) << holds.out << holds.err;
  EXPECT_EQ(changed.exitCode, 1);
  EXPECT_EQ(parse(changed)["files"][0]["holds"], true);
  EXPECT_EQ(parse(changed)["files"][1]["error"]["code"], "check_failed") << changed.out;
  EXPECT_EQ(without.exitCode, 3);
  EXPECT_NE(without.out.find("no certificate"), std::string::npos) << without.out;
  EXPECT_EQ(damaged.exitCode, 3);
}

TEST_F(MaskFormatsTest, ATableGivesNamesAndCodesAndIsGivenBack) {
  write("labels.txt", "3 10 20 30 1 1 1 \"liver\"\n8 1 2 3 1 1 1 \"cyst\"\n");

  ASSERT_EQ(
      limn({"convert", mask_, path("named.seg.nrrd"), "--labels", path("labels.txt")}).exitCode, 0);
  const auto table = limn({"convert", path("named.seg.nrrd"), path("t.tsv"), "--json"});

  EXPECT_EQ(parse(table)["labels"], 2);
  EXPECT_EQ(readBytes(path("t.tsv")),
            "index\tname\tcolor\n0\tBackground\tn/a\n3\tliver\t#0A141E\n8\tcyst\t#010203\n");
}

TEST_F(MaskFormatsTest, WhatIsMissingIsSaidAndNothingIsWritten) {
  const auto unreferenced = limn({"convert", mask_, path("seg.dcm"), "--json"});
  const auto unknown = limn({"convert", mask_, path("x.dcm"), "--to", "dxf"});
  const auto nameless = limn({"convert", mask_, path("x.foo")});

  EXPECT_EQ(unreferenced.exitCode, 3);
  EXPECT_EQ(parse(unreferenced)["error"]["code"], "not_found");
  EXPECT_EQ(unknown.exitCode, 2);
  EXPECT_EQ(nameless.exitCode, 3);
  for (const char* name : {"seg.dcm", "seg.dcm.json", "x.dcm", "x.foo"})
    EXPECT_FALSE(std::filesystem::exists(path(name))) << name;
}

TEST_F(MaskFormatsTest, CompareMeasuresSurfacesInMillimetres) {
  const NiftiShape shape{.size = {8, 6, 4}, .spacing = {1.5F, 2, 3}};
  std::vector<std::uint8_t> a(shape.voxels(), 0), b = a;
  a[0] = 1;
  b[2] = 1;  // 3 mm along x
  const std::string first = write("a.nii", niftiBytes(shape, a));
  const std::string second = write("b.nii", niftiBytes(shape, b));

  const auto document =
      parse(limn({"compare", first, second, "--tolerance", "3", "--csv", path("t.csv"), "--json"}));

  EXPECT_NEAR(document["labels"][0]["hd95_mm"].get<double>(), 3, 1e-5);
  EXPECT_NEAR(document["labels"][0]["mean_surface_distance_mm"].get<double>(), 3, 1e-5);
  EXPECT_EQ(document["labels"][0]["nsd"], 1);
  EXPECT_EQ(document["mean"]["volume_difference_ml"], 0);
  const std::string csv = readBytes(path("t.csv"));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 2);
  EXPECT_TRUE(csv.starts_with("label,label_in_b,dice,")) << csv;
}

TEST_F(MaskFormatsTest, CompareByPositionTakesWhatIsAtTheSamePlace) {
  const NiftiShape fine{.size = {8, 8, 2}, .spacing = {1, 1, 3}, .origin = {0, 0, 0}};
  const NiftiShape coarse{.size = {4, 4, 2}, .spacing = {2, 2, 3}, .origin = {0.5F, 0.5F, 0}};
  std::vector<std::uint8_t> a(fine.voxels(), 0), b(coarse.voxels(), 0);
  for (const std::size_t i : {0U, 1U, 8U, 9U})
    a[i] = 1;
  b[0] = 1;
  const std::string first = write("a.nii", niftiBytes(fine, a));
  const std::string second = write("b.nii", niftiBytes(coarse, b));

  const auto refused = limn({"compare", first, second});
  const auto compared = parse(limn({"compare", first, second, "--by-position", "--json"}));

  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_NE(refused.err.find("--by-position"), std::string::npos) << refused.err;
  EXPECT_EQ(compared["labels"][0]["dice"], 1);
}

}  // namespace
}  // namespace limn::test
