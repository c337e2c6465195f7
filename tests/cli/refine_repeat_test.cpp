// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine_fixture.h"

namespace limn::test {
namespace {

namespace fs = std::filesystem;

TEST_F(RefineTest, OtherOptionsAreOtherWork) {
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  EXPECT_EQ(parse(refine("list.csv", "out", {"--max-clicks", "1"}))["refined"], kCases);
  draft("draft2.nii", 5);
  EXPECT_EQ(parse(refine("list.csv", "out", {"--max-clicks", "1"}))["refined"], 1);
}

TEST_F(RefineTest, AChangeInTheMiddleOfALargeDraftIsNewWork) {
  NiftiShape large;
  large.size = {256, 256, 6};  // more than 128 KiB
  image("large.nii", large);
  draft("draft.nii", 8, large);
  write("list.csv", "id,image,draft\nc,large.nii,draft.nii\n");
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  const auto time = fs::last_write_time(path("draft.nii"));
  std::string bytes = readBytes(path("draft.nii"));
  bytes[352 + (3 * 256 + 16) * 256 + 100] = 1;  // the same size, the same first and last bytes

  write("draft.nii", bytes);
  fs::last_write_time(path("draft.nii"), time);

  EXPECT_EQ(parse(refine("list.csv", "out"))["refined"], 1);
  EXPECT_EQ(parse(refine("list.csv", "out"))["finished_before"], 1);
}

TEST_F(RefineTest, AChangedVoxelFileBehindAHeaderIsNewWork) {
  const NiftiShape shape;
  write("draft.nhdr",
        "NRRD0004\ntype: uint8\ndimension: 3\nspace: right-anterior-superior\n"
        "sizes: 48 40 6\nspace directions: (1.5,0,0) (0,2,0) (0,0,3)\n"
        "space origin: (-10.25,20,5)\nencoding: raw\ndata file: draft.raw\n\n");
  auto voxels = draftVoxels(shape, 8);
  write("draft.raw", std::string(voxels.begin(), voxels.end()));
  write("list.csv", "id,image,draft\nc,scan0.nii,draft.nhdr\n");
  const auto first = refine("list.csv", "out");
  ASSERT_EQ(first.exitCode, 0) << first.err;

  voxels = draftVoxels(shape, 7);
  write("draft.raw", std::string(voxels.begin(), voxels.end()));

  EXPECT_EQ(parse(refine("list.csv", "out"))["refined"], 1);
}

TEST_F(RefineTest, ACopyOfTheDataIsTheSameWork) {
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  fs::create_directories(path("copy"));
  for (const char* name : {"list.csv", "scan0.nii", "scan1.nii", "scan2.nii", "draft0.nii",
                           "draft1.nii", "draft2.nii"})
    fs::copy(path(name), path("copy") + "/" + name);
  EXPECT_EQ(parse(refine("copy/list.csv", "out"))["finished_before"], kCases);
}

TEST_F(RefineTest, RehashDoesNotTrustWhatTheLastRunKnewOfTheInputs) {
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  const std::string file = path("out/cases/.c1.inputs.json");
  auto known = nlohmann::json::parse(readBytes(file));
  known[path("draft1.nii")][0] = "the hash of something else";
  write("out/cases/.c1.inputs.json", known.dump());

  EXPECT_EQ(parse(refine("list.csv", "out"))["refined"], 1) << "the hint is used";
  EXPECT_EQ(parse(refine("list.csv", "out"))["finished_before"], kCases);
  EXPECT_EQ(parse(refine("list.csv", "out", {"--rehash"}))["refined"], 1);
  EXPECT_EQ(parse(refine("list.csv", "out"))["finished_before"], kCases);
}

TEST_F(RefineTest, ADamagedRecordIsDoneAgain) {
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  for (const char* damage : {R"({"version": "one"})", R"({"version": null})", "[1]", "{", ""}) {
    write("out/cases/c1.json", damage);
    EXPECT_EQ(parse(refine("list.csv", "out"))["refined"], 1) << damage;
  }
}

}  // namespace
}  // namespace limn::test
