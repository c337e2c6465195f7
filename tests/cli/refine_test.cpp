// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/dicom_builder.h"
#include "refine_fixture.h"

#include <algorithm>

namespace limn::test {
namespace {

namespace fs = std::filesystem;

TEST_F(RefineTest, WritesMasksRowsAndAReport) {
  const auto result = refine("list.csv", "out");

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const auto document = parse(result);
  EXPECT_EQ(document["refined"], kCases);
  EXPECT_EQ(document["summary"]["cases"], kCases);
  const std::string source = readBytes(path("scan1.nii"));
  EXPECT_TRUE(fs::exists(path("out/masks/c1.nii.gz")));
  EXPECT_TRUE(fs::exists(path("out/masks/c1.nii.gz.json"))) << "the writer's certificate";
  const std::string rows = fileIn("out", "rows.csv");
  const auto lines = std::ranges::count(fileIn("out", "rows.jsonl"), '\n');
  EXPECT_EQ(std::ranges::count(rows, '\n'), lines + 1);
  EXPECT_EQ(lines, document["summary"]["all"]["objects"].get<int>());
  EXPECT_NE(fileIn("out", "report.html").find("Largest changes") != std::string::npos,
            document["summary"]["largest_changes"].empty());
  EXPECT_EQ(fileIn("out", "report.html").find("src=\"http"), std::string::npos);
}

TEST_F(RefineTest, TwiceGivesTheSameBytesWithAnyNumberOfWorkers) {
  ASSERT_EQ(refine("list.csv", "a", {"--workers", "1"}).exitCode, 0);
  ASSERT_EQ(refine("list.csv", "b", {"--workers", "2", "--threads", "2"}).exitCode, 0);

  auto a = contents(path("a")), b = contents(path("b"));
  ASSERT_EQ(a.size(), b.size());
  for (auto first = a.begin(), second = b.begin(); first != a.end(); ++first, ++second) {
    if (first->first.find("/masks/") != std::string::npos && first->first.ends_with(".json"))
      continue;  // certificates name the file's own path
    EXPECT_EQ(first->second, second->second) << first->first;
  }
}

TEST_F(RefineTest, GoesOnWhereItWasStopped) {
  ASSERT_EQ(refine("list.csv", "out").exitCode, 0);
  const auto whole = contents(path("out"));
  fs::remove(path("out/cases/c1.json"));  // as after a kill between mask and record
  fs::remove(path("out/report.html"));
  const auto untouched = fs::last_write_time(path("out/masks/c0.nii.gz"));

  const auto document = parse(refine("list.csv", "out"));

  EXPECT_EQ(document["refined"], 1);
  EXPECT_EQ(document["finished_before"], kCases - 1);
  EXPECT_EQ(fs::last_write_time(path("out/masks/c0.nii.gz")), untouched);
  EXPECT_EQ(contents(path("out")), whole);
}

TEST_F(RefineTest, ShardsTogetherAreTheWhole) {
  ASSERT_EQ(refine("list.csv", "whole").exitCode, 0);
  for (const char* shard : {"0/2", "1/2"}) {
    const std::string out = std::string("part") + shard[0];
    ASSERT_EQ(refine("list.csv", out, {"--shard", shard}).exitCode, 0);
    EXPECT_FALSE(fs::exists(path(out + "/report.html")));
  }
  const auto early = limn({"merge-reports", path("part0"), "-o", path("merged"), "--quiet"});
  EXPECT_EQ(early.exitCode, 1) << "a shard is missing";
  EXPECT_NE(early.err.find("1 cases have no record yet"), std::string::npos) << early.err;

  const auto merged =
      limn({"merge-reports", path("part0"), path("part1"), "-o", path("merged"), "--quiet"});

  EXPECT_EQ(merged.exitCode, 0) << merged.err;
  for (const char* name : {"rows.csv", "rows.jsonl", "summary.json", "report.html"})
    EXPECT_EQ(fileIn("merged", name), fileIn("whole", name)) << name;
}

TEST_F(RefineTest, MergingDifferentBatchesIsRefused) {
  ASSERT_EQ(refine("list.csv", "a").exitCode, 0);
  ASSERT_EQ(refine("list.csv", "b", {"--max-clicks", "2"}).exitCode, 0);
  const auto result = limn({"merge-reports", path("a"), path("b"), "-o", path("c")});
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_NE(result.err.find("not the same work"), std::string::npos) << result.err;
  EXPECT_EQ(limn({"merge-reports", folder().string(), "-o", path("c")}).exitCode, 3);
}

TEST_F(RefineTest, ABrokenCaseIsToldAndPassedOver) {
  write("list.csv",
        "id,image,draft\nc0,scan0.nii,draft0.nii\nlost,scan9.nii,draft0.nii\n"
        "c2,scan2.nii,draft2.nii\n");

  const auto result = refine("list.csv", "out");

  EXPECT_EQ(result.exitCode, 1);
  EXPECT_NE(result.err.find("scan9.nii is not there"), std::string::npos) << result.err;
  EXPECT_EQ(parse(result)["refined"], 2);
  EXPECT_NE(fileIn("out", "report.html").find("Broken cases"), std::string::npos);
  image("scan9.nii");
  const auto again = refine("list.csv", "out");
  EXPECT_EQ(again.exitCode, 0) << again.err;
  EXPECT_EQ(parse(again)["refined"], 1);
}

TEST_F(RefineTest, BadDraftsAreRefusedEach) {
  const NiftiShape shape, elsewhere{.origin = {900, 20, 5}};
  write("empty.nii", niftiBytes(shape, std::vector<std::uint8_t>(shape.voxels(), 0)));
  draft("elsewhere.nii", 8, elsewhere);
  write("cut.nii", readBytes(path("draft0.nii")).substr(0, 500));
  write("list.csv",
        "id,image,draft,labels\ne,scan0.nii,empty.nii,\nw,scan0.nii,elsewhere.nii,\n"
        "t,scan0.nii,draft0.nii,2=liver\nc,scan0.nii,cut.nii,\n");

  const auto result = refine("list.csv", "out");

  EXPECT_EQ(result.exitCode, 1);
  for (const char* sentence : {"the draft is empty", "lie outside of", "holds the value 1",
                               "4 cases could not be refined"})
    EXPECT_NE(result.err.find(sentence), std::string::npos) << sentence << "\n" << result.err;
  EXPECT_TRUE(fs::is_empty(path("out/masks")));
}

TEST_F(RefineTest, ADraftOnAnotherGridIsPlacedInThePatient) {
  NiftiShape coarse;
  coarse.size = {24, 20, 6};
  coarse.spacing = {3, 4, 3};
  std::vector<std::uint8_t> voxels(coarse.voxels(), 0);
  for (std::size_t y = 6; y < 10; ++y)
    std::fill_n(voxels.begin() + static_cast<std::ptrdiff_t>((2 * 20 + y) * 24 + 8), 4, 1);
  write("coarse.nii", niftiBytes(coarse, voxels));
  draft("reversed.nii", 8, {.reversed = true});
  write("list.csv",
        "id,image,draft\ncoarse,scan0.nii,coarse.nii\nreversed,scan1.nii,reversed.nii\n");

  const auto result = refine("list.csv", "out");

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const auto record = nlohmann::json::parse(fileIn("out", "cases/coarse.json"));
  ASSERT_EQ(record["notes"].size(), 1U);
  EXPECT_EQ(record["rows"][0]["pixels_before"], 64) << "each coarse voxel covers four";
  EXPECT_TRUE(nlohmann::json::parse(fileIn("out", "cases/reversed.json"))["notes"].empty());
}

TEST_F(RefineTest, TwoRowsWithOneOutputAreRefusedBeforeAnyWork) {
  write("list.csv", "id,image,draft\na,scan0.nii,draft0.nii\na,scan1.nii,draft1.nii\n");
  const auto result = refine("list.csv", "out");
  EXPECT_EQ(result.exitCode, 2);
  EXPECT_NE(result.err.find("two cases would write the same mask 'a'"), std::string::npos);
  EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(RefineTest, WrongManifestsAndOptionsAreRefused) {
  write("columns.csv", "picture,mask\na,b\n");
  write("list.json", "{\"cases\": 3}");
  EXPECT_EQ(refine("columns.csv", "out").exitCode, 3);
  EXPECT_EQ(refine("list.json", "out").exitCode, 3);
  EXPECT_EQ(refine("nowhere.csv", "out").exitCode, 3);
  EXPECT_EQ(refine("list.csv", "out", {"--shard", "2/2"}).exitCode, 2);
  EXPECT_EQ(refine("list.csv", "out", {"--shard", "half"}).exitCode, 2);
  EXPECT_EQ(refine("list.csv", "out", {"--spoil", "torn"}).exitCode, 2);
  EXPECT_EQ(refine("list.csv", "scan0.nii").exitCode, 3) << "the output is a file";
}

TEST_F(RefineTest, ReadsJsonAndFolders) {
  write("list.json",
        R"([{"id": "j", "image": "scan0.nii", "draft": "draft0.nii", "labels": {"1": "ball"}}])");
  fs::create_directories(path("set/images"));
  fs::create_directories(path("set/drafts"));
  fs::copy(path("scan0.nii"), path("set/images/k_0000.nii"));
  fs::copy(path("draft0.nii"), path("set/drafts/k.nii"));
  fs::copy(path("scan1.nii"), path("set/images/without.nii"));

  ASSERT_EQ(refine("list.json", "out").exitCode, 0);
  EXPECT_NE(fileIn("out", "rows.csv").find(",1,ball,"), std::string::npos);
  const auto result = refine("set", "of-folder");
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_NE(result.err.find("without.nii has no draft"), std::string::npos) << result.err;
  EXPECT_TRUE(fs::exists(path("of-folder/masks/k.nii.gz")));
}

TEST_F(RefineTest, AStudyWithItsDicomSegmentationIsACase) {
  DicomImage slice;
  slice.columns = slice.rows = 32;
  slice.spacing = "1\\1";
  DicomSegments segments;
  segments.columns = segments.rows = 32;
  std::vector<std::uint8_t> square(32 * 32);
  for (int y = 10; y < 20; ++y)
    std::fill_n(square.begin() + y * 32 + 8, 12, std::uint8_t{1});
  segments.frames = {{5, 1, square}};
  fs::create_directories(path("studies/a/series"));
  fs::create_directories(path("studies/without"));
  writeSeries(path("studies/a/series"), slice, 3);
  writeSeries(path("studies/without"), slice, 2);
  writeSegments(path("studies/a/draft.dcm"), segments);

  const auto result = refine("studies", "out");

  EXPECT_EQ(result.exitCode, 1) << result.err;
  EXPECT_NE(result.err.find("without holds 0 DICOM segmentations"), std::string::npos)
      << result.err;
  EXPECT_NE(fileIn("out", "rows.csv").find("a,,,,1,liver,z,1,"), std::string::npos) << result.err;
  EXPECT_TRUE(fs::exists(path("out/masks/a.nii.gz")));
}

TEST_F(RefineTest, ClicksTowardsAReferenceAndNeverLoses) {
  draft("reference.nii", 10);
  write("list.csv", "id,image,draft,reference\na,scan0.nii,draft0.nii,reference.nii\n");

  ASSERT_EQ(refine("list.csv", "out", {"--max-clicks", "2"}).exitCode, 0);

  const auto record = nlohmann::json::parse(fileIn("out", "cases/a.json"));
  ASSERT_FALSE(record["rows"].empty());
  for (const auto& row : record["rows"]) {
    EXPECT_LE(row["clicks"], 2);
    EXPECT_GE(row["dice_after"].get<double>(), row["dice_before"].get<double>());
  }
}

TEST_F(RefineTest, CorruptsCorrectDraftsOnPurpose) {
  const auto document =
      parse(refine("list.csv", "out", {"--spoil", "right,eroded", "--limit", "1"}));
  const auto& defects = document["summary"]["by_defect"];
  EXPECT_EQ(document["refined"], 2);
  EXPECT_EQ(defects["right"]["dice_before"], 1);
  EXPECT_LT(defects["eroded"]["dice_before"], 1);
}

TEST_F(RefineTest, LeavesCasesForAReader) {
  ASSERT_EQ(refine("list.csv", "out", {"--cases"}).exitCode, 0);

  const std::string file = path("out/cases/c1.limn");
  EXPECT_EQ(limn({"case", "check", file}).exitCode, 0);
  const auto shown = parse(limn({"case", "show", file, "--json"}));
  EXPECT_EQ(shown["source"]["path"], path("scan1.nii"));
  const auto rows = nlohmann::json::parse(fileIn("out", "cases/c1.json"))["rows"];
  EXPECT_EQ(static_cast<std::int64_t>(shown["bookmarks"].size()),
            std::ranges::count_if(rows, [](const auto& row) { return row["doubtful"] == true; }));
  const auto same = [&](const std::string& at, const std::string& mask) {
    EXPECT_EQ(limn({"case", "export", file, "-o", path("at.nii.gz"), "--at", at}).exitCode, 0);
    return parse(limn({"compare", path("at.nii.gz"), mask, "--json"}))["identical"] == true;
  };
  EXPECT_TRUE(same(std::to_string(shown["actions"].get<int>()), path("out/masks/c1.nii.gz")));
  EXPECT_TRUE(same("1", path("draft1.nii")));
}

TEST_F(RefineTest, LeavesAReadersWorkAlone) {
  ASSERT_EQ(refine("list.csv", "out", {"--cases"}).exitCode, 0);
  const std::string sign =
      "import sqlite3,sys; d = sqlite3.connect(sys.argv[1]); "
      "d.execute(\"UPDATE journal SET reader = 'ada'\"); d.commit()";
  ASSERT_EQ(runProcess(pythonPath(), {"-c", sign, path("out/cases/c1.limn")}).exitCode, 0);
  const std::string before = readBytes(path("out/cases/c1.limn"));

  ASSERT_EQ(refine("list.csv", "out", {"--cases", "--max-clicks", "1"}).exitCode, 0);

  EXPECT_EQ(readBytes(path("out/cases/c1.limn")), before);
  const auto record = nlohmann::json::parse(fileIn("out", "cases/c1.json"));
  EXPECT_NE(record["notes"].dump().find("was changed by a reader"), std::string::npos);
}

}  // namespace
}  // namespace limn::test
