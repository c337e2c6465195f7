// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_support.h"

namespace limn::test {
namespace {

TEST_F(CliTest, CompareMeasuresEachLabel) {
  const NiftiShape shape;
  std::vector<std::uint8_t> a(shape.voxels(), 0), b = a;
  std::fill_n(a.begin(), 100, std::uint8_t{1});
  std::fill_n(b.begin() + 50, 100, std::uint8_t{1});
  std::fill_n(a.begin() + 1000, 10, std::uint8_t{2});

  const auto document = parse(limn({"compare", write("a.nii", niftiBytes(shape, a)),
                                    write("b.nii", niftiBytes(shape, b)), "--json"}));

  EXPECT_EQ(document["identical"], false);
  ASSERT_EQ(document["labels"].size(), 2U);
  EXPECT_DOUBLE_EQ(document["labels"][0]["dice"], 0.5);
  EXPECT_NEAR(document["labels"][0]["iou"].get<double>(), 1.0 / 3, 1e-12);
  EXPECT_NEAR(document["labels"][0]["a"]["ml"].get<double>(), 0.9, 1e-9);
  EXPECT_EQ(document["labels"][1]["dice"], 0);
  EXPECT_EQ(document["labels"][1]["b"]["voxels"], 0);
}

TEST_F(CliTest, ComparePairsLabelsOfDifferentValues) {
  const NiftiShape shape;
  std::vector<std::uint8_t> a(shape.voxels(), 0), b = a;
  std::fill_n(a.begin(), 100, std::uint8_t{1});
  std::fill_n(b.begin() + 50, 100, std::uint8_t{5});
  std::fill_n(b.begin() + 1000, 10, std::uint8_t{1});  // another structure: not compared
  const std::string first = write("a.nii", niftiBytes(shape, a));
  const std::string second = write("b.nii", niftiBytes(shape, b));

  const auto document = parse(limn({"compare", first, second, "--label", "1=5", "--json"}));

  ASSERT_EQ(document["labels"].size(), 1U);
  EXPECT_EQ(document["labels"][0]["label"], 1);
  EXPECT_EQ(document["labels"][0]["label_in_b"], 5);
  EXPECT_DOUBLE_EQ(document["labels"][0]["dice"], 0.5);
  EXPECT_EQ(document["labels"][0]["b"]["voxels"], 100);
}

TEST_F(CliTest, CompareRefusesPairsThatMakeNoSense) {
  const NiftiShape shape;
  const std::string mask =
      write("a.nii", niftiBytes(shape, std::vector<std::uint8_t>(shape.voxels(), 1)));
  const auto exitCode = [&](std::vector<std::string> labels) {
    std::vector<std::string> words{"compare", mask, mask};
    for (const std::string& label : labels) {
      words.push_back("--label");
      words.push_back(label);
    }
    return limn(words).exitCode;
  };
  EXPECT_EQ(exitCode({"1=1"}), 0);
  for (const char* text : {"1", "=1", "1=", "0=1", "1=70000", "a=b", "1=1x"})
    EXPECT_EQ(exitCode({text}), 2) << text;
  EXPECT_EQ(exitCode({"1=1", "1=2"}), 2) << "value 1 of the first mask is in two pairs";
  EXPECT_EQ(exitCode({"1=9"}), 3) << "there is no label 9";
}

TEST_F(CliTest, CompareRefusesAnotherGrid) {
  const NiftiShape shape, other{.origin = {0, 0, 0}};
  const std::vector<std::uint8_t> voxels(shape.voxels(), 1);

  const auto result = limn({"compare", write("a.nii", niftiBytes(shape, voxels)),
                            write("b.nii", niftiBytes(other, voxels)), "--json"});

  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(parse(result)["error"]["code"], "mismatch");
}

}  // namespace
}  // namespace limn::test
