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
