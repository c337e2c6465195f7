// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Every command that reads DICOM refuses a series whose spacing cannot be read, and opens it in
// voxel units with --uncalibrated.
#include "imaging/dicom_builder.h"
#include "refine_fixture.h"

#include <filesystem>

namespace limn::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTag = "(0028,0030) is '0,5\\0,5'";

class UncalibratedTest : public RefineTest {
 protected:
  void SetUp() override {
    const NiftiShape shape;
    writeCt("scan", shape, ballVoxels(shape));
    writeCt("labels", shape, draftVoxels(shape, 8));
    std::string mask = niftiBytes(shape, draftVoxels(shape, 8));
    mask.replace(252, 4, 4, '\0');  // neither qform nor sform: it lies nowhere in the patient
    write("mask.nii", mask);
    write("list.csv", "id,image,mask\nc,scan,mask.nii\n");
  }

  /// `limn WORDS --json`, refused with the attribute without --uncalibrated; the answer with it.
  [[nodiscard]] nlohmann::json onlyUncalibrated(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const auto refused = limn(words);
    EXPECT_NE(refused.exitCode, 0);
    EXPECT_NE(refused.err.find(kTag), std::string::npos) << refused.err;
    words.emplace_back("--uncalibrated");
    const auto done = limn(words);
    EXPECT_EQ(done.exitCode, 0) << done.err;
    return parse(done);
  }

 private:
  void writeCt(const std::string& name, const NiftiShape& shape,
               const std::vector<std::uint8_t>& voxels) const {
    fs::create_directories(path(name));
    DicomImage image{.columns = shape.size[0], .rows = shape.size[1], .spacing = "0,5\\0,5"};
    const auto slice = static_cast<std::ptrdiff_t>(image.columns * image.rows);
    for (int z = 0; z < shape.size[2]; ++z) {
      image.position = fmt::format("0\\0\\{}", 3 * z);
      image.instanceUid = fmt::format("1.2.3.4.{}", z + 1);
      image.pixels.assign(voxels.begin() + z * slice, voxels.begin() + (z + 1) * slice);
      writeDicom(folder() / name / fmt::format("{}.dcm", z), image);
    }
  }
};

TEST_F(UncalibratedTest, HelpIsTheSameInEveryCommand) {
  std::string help;
  for (const char* command :
       {"info", "segment", "embed", "refine", "evaluate", "pack", "convert", "compare"}) {
    const std::string text = limn({command, "--help"}).out;
    const std::size_t at = text.find("--uncalibrated");
    ASSERT_NE(at, std::string::npos) << command;
    const std::string own = text.substr(at, text.find("left and right", at) - at);
    if (help.empty()) help = own;
    EXPECT_EQ(own, help) << command;
  }
}

TEST_F(UncalibratedTest, InfoShowsVoxelsOnly) {
  const auto refused = parse(limn({"info", path("labels"), "--json"}));
  EXPECT_EQ(refused["items"][0]["series"][0]["error"]["code"], "uncalibrated");

  const auto document = onlyUncalibrated({"info", path("labels")});
  const auto shown = limn({"info", path("labels"), "--uncalibrated"});

  const auto& series = document["items"][0]["series"][0];
  EXPECT_EQ(series["calibration"], "none");
  EXPECT_EQ(series["size"], (nlohmann::json{48, 40, 6}));
  EXPECT_FALSE(series.contains("spacing_mm"));
  EXPECT_TRUE(series["labels"][0]["ml"].is_null());
  EXPECT_NE(shown.out.find("geometry   not calibrated"), std::string::npos) << shown.out;
  EXPECT_EQ(shown.out.find(" mm"), std::string::npos) << shown.out;
}

TEST_F(UncalibratedTest, RefineReportsNoVolumeAndSaysWhy) {
  const auto document = onlyUncalibrated(
      {"refine", path("list.csv"), "-o", path("out"), "--model", model(), "--quiet"});

  EXPECT_EQ(document["refined"], 1);
  const auto record = nlohmann::json::parse(fileIn("out", "cases/c.json"));
  ASSERT_FALSE(record["rows"].empty());
  for (const auto& row : record["rows"])
    EXPECT_TRUE(row["volume_change_ml"].is_null());
  EXPECT_NE(record["notes"].dump().find("Not calibrated"), std::string::npos) << record["notes"];
  const auto certificate = nlohmann::json::parse(fileIn("out", "masks/c.nii.gz.json"));
  EXPECT_EQ(certificate["grid"]["calibration"], "none");
  // The same work without the option is other work: it must not be taken as done.
  EXPECT_EQ(refine("list.csv", "out").exitCode, 1);
}

TEST_F(UncalibratedTest, RefineSimulatesAReader) {
  const auto document = onlyUncalibrated({"refine", path("list.csv"), "-o", path("out"), "--model",
                                          model(), "--simulate", "--max-clicks", "1", "--quiet"});

  EXPECT_EQ(document["all"]["masks"], 5);
}

TEST_F(UncalibratedTest, EvaluateMeasuresEachSlice) {
  const auto document =
      onlyUncalibrated({"evaluate", path("list.csv"), "--model", model(), "--quiet"});

  EXPECT_EQ(document["masks"], 3) << "slices with at least 100 pixels of the mask";
}

TEST_F(UncalibratedTest, PackStoresEachSlice) {
  const auto document = onlyUncalibrated({"pack", path("list.csv"), "-o", path("packed")});

  EXPECT_EQ(document["folders"][0]["images"], 5);
}

TEST_F(UncalibratedTest, ConvertWritesAMaskThatIsNotCalibrated) {
  const auto document = onlyUncalibrated({"convert", path("labels"), path("out.nii")});

  const auto certificate =
      nlohmann::json::parse(readBytes(document["certificate"].get<std::string>()));
  EXPECT_NE(certificate["notes"].dump().find("not calibrated"), std::string::npos) << certificate;
  const auto info = parse(limn({"info", path("out.nii"), "--json"}));
  EXPECT_EQ(info["items"][0]["series"][0]["calibration"], "none");
}

TEST_F(UncalibratedTest, CompareGivesNoVolume) {
  const auto document = onlyUncalibrated({"compare", path("labels"), path("mask.nii")});
  const auto shown = limn({"compare", path("labels"), path("mask.nii"), "--uncalibrated"});

  EXPECT_EQ(document["identical"], true);
  ASSERT_EQ(document["labels"].size(), 1U);
  EXPECT_TRUE(document["labels"][0]["a"]["ml"].is_null());
  EXPECT_NE(shown.out.find("not calibrated"), std::string::npos) << shown.out;
}

}  // namespace
}  // namespace limn::test
