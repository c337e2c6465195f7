// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

#include <fstream>

namespace limn::test {
namespace {

namespace fs = std::filesystem;

class CaseTest : public CliTest {
 protected:
  void SetUp() override {
    const auto made = limn({"segment",       image(),   "-o",          path("mask.nii"), "--box",
                            "10,10,30,30,3", "--point", "20,20,3",     "--label",        "4",
                            "--label-name",  "Ball",    "--propagate", "2..4",           "--case",
                            path("a.limn"),  "--model", model(),       "--threads",      "1"});
    ASSERT_EQ(made.exitCode, 0) << made.err;
  }
};

TEST_F(CaseTest, SegmentKeepsItsWork) {
  const auto shown = parse(limn({"case", "show", path("a.limn"), "--json"}));
  EXPECT_EQ(shown["labels"][0]["name"], "Ball");
  EXPECT_GE(shown["accepted"].get<int>(), 1);
  EXPECT_EQ(shown["source"]["path"], path("scan.nii"));

  const auto exported = limn({"case", "export", path("a.limn"), "-o", path("out.nii")});
  ASSERT_EQ(exported.exitCode, 0) << exported.err;
  const auto compared = parse(limn({"compare", path("mask.nii"), path("out.nii"), "--json"}));
  EXPECT_EQ(compared["labels"][0]["dice"], 1.0) << compared.dump(2);

  EXPECT_EQ(limn({"segment", path("scan.nii"), "-o", path("m2.nii"), "--point", "20,20,3", "--case",
                  path("a.limn"), "--model", model()})
                .exitCode,
            3);
}

TEST_F(CaseTest, PrintsTheJournal) {
  const auto lines = limn({"case", "journal", path("a.limn"), "--lines"});
  ASSERT_EQ(lines.exitCode, 0);
  const auto first = nlohmann::json::parse(lines.out.substr(0, lines.out.find('\n')));
  EXPECT_EQ(first["kind"], "accept");
  EXPECT_EQ(first["number"], 1);
  EXPECT_EQ(first["object"]["prompts"].size(), 2U);
  EXPECT_EQ(first["object"]["threads"], 1);
  EXPECT_FALSE(first["reader"].get<std::string>().empty());

  const auto report = limn({"case", "journal", path("a.limn")});
  EXPECT_NE(report.out.find("Accept Ball, slice 4"), std::string::npos) << report.out;
}

TEST_F(CaseTest, ShowsAnEarlierMoment) {
  const auto shown = parse(limn({"case", "show", path("a.limn"), "--at", "0", "--json"}));
  EXPECT_EQ(shown["labels"][0]["voxels"], 0);
  const auto beyond = limn({"case", "show", path("a.limn"), "--at", "99"});
  EXPECT_EQ(beyond.exitCode, 3);
  EXPECT_NE(beyond.err.find("--at 99"), std::string::npos) << beyond.err;
}

TEST_F(CaseTest, ReplayMakesTheSameMasks) {
  const auto replayed = limn({"replay", path("a.limn"), "--verify", "--json", "--model", model()});
  ASSERT_EQ(replayed.exitCode, 0) << replayed.err;
  const auto document = parse(replayed);
  EXPECT_GE(document["replayed"].get<int>(), 1);
  EXPECT_EQ(document["differing"], 0);
  for (const auto& mask : document["masks"])
    EXPECT_EQ(mask["logits_difference"], 0.0);
}

// Where the processor does not multiply bf16, both are in fp32.
TEST_F(CaseTest, ReplayComputesInThePrecisionOfTheMask) {
  const auto made =
      limn({"segment", image(), "-o", path("half.nii"), "--point", "20,20,3", "--case",
            path("half.limn"), "--device", "cpu", "--precision", "bf16", "--model", model()});
  ASSERT_EQ(made.exitCode, 0) << made.err;

  const auto document = parse(limn({"replay", path("half.limn"), "--json", "--model", model()}));

  ASSERT_GE(document["masks"].size(), 1U);
  for (const auto& mask : document["masks"])
    EXPECT_EQ(mask["logits_difference"], 0.0);
}

TEST_F(CaseTest, ReplayAsksForAScanThatHasMoved) {
  fs::rename(path("scan.nii"), path("moved.nii"));
  const auto lost = limn({"replay", path("a.limn"), "--model", model()});
  EXPECT_EQ(lost.exitCode, 3);
  EXPECT_NE(lost.err.find("--source PATH"), std::string::npos) << lost.err;

  EXPECT_EQ(limn({"replay", path("a.limn"), "--verify", "--source", path("moved.nii"), "--model",
                  model()})
                .exitCode,
            0);

  NiftiShape other;
  auto voxels = ballVoxels(other);
  voxels[100] ^= 1;
  write("other.nii", niftiBytes(other, voxels));
  const auto wrong =
      limn({"replay", path("a.limn"), "--source", path("other.nii"), "--model", model()});
  EXPECT_EQ(wrong.exitCode, 3);
  EXPECT_NE(wrong.err.find("is not what the case is about"), std::string::npos) << wrong.err;
}

TEST_F(CaseTest, ReplayFindsAMaskThatIsNotTheNetworks) {
  const std::string change =
      "import sqlite3,sys; d = sqlite3.connect(sys.argv[1]); "
      "d.execute(\"UPDATE object SET prompts = json_set(prompts, '$.steps[0].box[0]', 2, "
      "'$.steps[1].point[0]', 3) WHERE number = 1\"); d.commit()";
  ASSERT_EQ(runProcess(pythonPath(), {"-c", change, path("a.limn")}).exitCode, 0);

  const auto replayed = limn({"replay", path("a.limn"), "--verify", "--model", model()});
  EXPECT_EQ(replayed.exitCode, 1) << replayed.out << replayed.err;
  EXPECT_EQ(limn({"replay", path("a.limn"), "--model", model()}).exitCode, 0);
}

// As written before the grid of a case said how it is calibrated.
TEST_F(CaseTest, ReplayVerifiesAnOldCaseWithoutCalibration) {
  const std::string change =
      "import sqlite3,sys; d = sqlite3.connect(sys.argv[1]); "
      "d.execute(\"UPDATE source SET grid = json_remove(grid, '$.calibration')\"); d.commit()";
  ASSERT_EQ(runProcess(pythonPath(), {"-c", change, path("a.limn")}).exitCode, 0);
  ASSERT_EQ(readBytes(path("a.limn")).find("\"calibration\""), std::string::npos);

  const auto replayed = limn({"replay", path("a.limn"), "--verify", "--json", "--model", model()});
  const auto shown = parse(limn({"case", "show", path("a.limn"), "--json"}));

  ASSERT_EQ(replayed.exitCode, 0) << replayed.err;
  EXPECT_GE(parse(replayed)["replayed"].get<int>(), 1);
  EXPECT_EQ(parse(replayed)["differing"], 0);
  EXPECT_EQ(shown["source"]["grid"]["calibration"], "patient");
  EXPECT_EQ(shown["source"]["grid"]["spacing_mm"], (nlohmann::json{1.5, 2.0, 3.0}));
}

// The case itself is verified, but its scan and its network were never files.
TEST_F(CaseTest, ReplayReadsTheOldestCaseAndNamesTheScanThatIsMissing) {
  const std::string old = (dataFolder() / "case/before_one_journal.limn").string();

  const auto replayed = limn({"replay", old, "--verify", "--model", model()});
  const auto wrong = limn({"replay", old, "--verify", "--source", path("scan.nii")});

  EXPECT_EQ(replayed.exitCode, 3);
  EXPECT_NE(replayed.err.find("the case is about /scans/ct.nii"), std::string::npos)
      << replayed.err;
  EXPECT_EQ(wrong.exitCode, 3);
  EXPECT_NE(wrong.err.find("does not hold the volume"), std::string::npos) << wrong.err;
}

TEST_F(CaseTest, RefusesWhatIsNoCaseAndLeavesItAlone) {
  const std::string whole = readBytes(path("a.limn"));
  writeBytes(path("cut.limn"), whole.substr(0, whole.size() / 2));
  writeBytes(path("noise.limn"), std::string(9000, '\x5A'));
  fs::create_directory(path("folder.limn"));
  const std::vector<std::pair<std::string, std::string>> bad{{"cut.limn", "cut short"},
                                                             {"noise.limn", "is no Limn case"},
                                                             {"folder.limn", "is a folder"},
                                                             {"none.limn", "no such file"}};
  const auto before = contents(folder());
  for (const auto& [name, words] : bad) {
    for (const char* command : {"show", "journal", "check"}) {
      const auto refused = limn({"case", command, path(name)});
      EXPECT_EQ(refused.exitCode, 3) << name << " " << command;
      EXPECT_NE(refused.err.find(words), std::string::npos) << refused.err;
    }
    EXPECT_EQ(limn({"replay", path(name)}).exitCode, 3) << name;
    EXPECT_EQ(limn({"case", "export", path(name), "-o", path("x.nii")}).exitCode, 3) << name;
  }
  EXPECT_EQ(contents(folder()), before);
}

TEST_F(CaseTest, RefusesACaseItMayNotRead) {
  fs::permissions(path("a.limn"), fs::perms::none);
  const auto refused = limn({"case", "show", path("a.limn")}, {.mindsPermissions = true});
  EXPECT_EQ(refused.exitCode, 3);
  EXPECT_NE(refused.err.find("cannot be read"), std::string::npos) << refused.err;
}

TEST_F(CaseTest, ListsCasesWithTheDamagedOnes) {
  writeBytes(path("noise.limn"), "noise");
  const auto listed = parse(limn({"case", "list", folder().string(), "--json"}));
  ASSERT_EQ(listed["cases"].size(), 2U);
  EXPECT_GE(listed["cases"][0]["accepted"].get<int>(), 1);
  EXPECT_TRUE(listed["cases"][1].contains("error"));
}

TEST_F(CaseTest, ThePageOfTheFormatTellsTheTruth) {
  const auto page =
      runProcess(pythonPath(), {(sourceFolder() / "tests/cli/case_page.py").string(),
                                (sourceFolder() / "docs/case-file.md").string(),
                                programPath("limn").string(), path("a.limn"), folder().string()});
  EXPECT_EQ(page.exitCode, 0) << page.out << page.err;
}

}  // namespace
}  // namespace limn::test
