// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine_fixture.h"

namespace limn::test {
namespace {

namespace fs = std::filesystem;

TEST_F(RefineTest, SimulatesWhatADataSetCosts) {
  write("list.csv", "id,image,mask,target\na,scan0.nii,draft0.nii,ball\n");

  const auto result =
      refine("list.csv", "out", {"--simulate", "--clicks-at", "centre", "--max-clicks", "3"});

  ASSERT_EQ(result.exitCode, 0) << result.err;
  const auto structure = parse(result)["by_structure"]["ball"];
  for (const char* clicks : {"0", "1", "3"})
    EXPECT_TRUE(structure[clicks].is_number()) << clicks;
  EXPECT_TRUE(fs::exists(path("out/clicks.json")));
  EXPECT_EQ(fileIn("out", "clicks.csv").substr(0, 4), "item");
  EXPECT_EQ(
      refine("list.csv", "again", {"--simulate", "--clicks-at", "centre", "--max-clicks", "3"}).out,
      result.out);
}

TEST_F(RefineTest, SimulationTakesTheInputsAndOptionsOfRefine) {
  draft("reference.nii", 10);
  write("list.json", R"([{"id": "j", "image": "scan0.nii", "draft": "draft0.nii",
                          "reference": "reference.nii", "labels": {"1": "ball"}}])");
  fs::create_directories(path("set/images"));
  fs::create_directories(path("elsewhere"));
  fs::copy(path("scan0.nii"), path("set/images/k_0000.nii"));
  fs::copy(path("draft0.nii"), path("elsewhere/k.nii"));
  const std::vector<std::string> few{"--simulate", "--max-clicks", "1"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), few.begin(), few.end());
    return more;
  };

  const auto list = refine("list.json", "a", with({"--axis", "y", "--input-window", "100,200"}));
  const auto folders = refine("set", "b", with({"--drafts", path("elsewhere")}));

  ASSERT_EQ(list.exitCode, 0) << list.err;
  EXPECT_EQ(parse(list)["by_structure"]["ball"]["masks"], 21) << "rows of a ball of radius 10";
  ASSERT_EQ(folders.exitCode, 0) << folders.err;
  EXPECT_EQ(parse(folders)["all"]["masks"], 5) << "slices that the draft is on";
}

TEST_F(RefineTest, SimulationRefusesWhatOnlyRefinesMasks) {
  for (const char* option : {"--cases", "--rehash", "--measure-only"})
    EXPECT_EQ(refine("list.csv", "out", {"--simulate", option}).exitCode, 2) << option;
  EXPECT_EQ(refine("list.csv", "out", {"--simulate", "--shard", "0/2"}).exitCode, 2);
}

}  // namespace
}  // namespace limn::test
