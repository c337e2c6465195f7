// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/selfcheck.h"

#include "checkpoint_support.h"
#include "golden.h"
#include "nn_support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace limn::nn {
namespace {

/// The row of one golden file, checked in a folder of links to it and to the weights.
SelfcheckRow checkOne(const std::filesystem::path& folder, const std::string& file,
                      const std::filesystem::path& scratch) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool isExpectation = name.ends_with(".expected.safetensors") ||
                               name == "losses.safetensors" || name == "pre_post.safetensors";
    if (name == file || !isExpectation) {
      std::filesystem::create_symlink(entry.path(), scratch / name);
    }
  }
  const std::vector<SelfcheckRow> rows =
      selfcheck({.folder = scratch, .device = "cpu", .onRow = {}});
  EXPECT_EQ(rows.size(), 1U);
  return rows.at(0);
}

class SelfcheckTest : public test::CheckpointFolder {
 protected:
  void expectPass(const std::filesystem::path& folder, const std::string& file) const {
    const SelfcheckRow row = checkOne(folder, file, path(""));
    EXPECT_TRUE(row.passed) << toText(row);
    EXPECT_LE(row.maxError, row.tolerance);
  }
};

class RepositoryVectors : public SelfcheckTest,
                          public ::testing::WithParamInterface<const char*> {};

TEST_P(RepositoryVectors, AreMet) {
  expectPass(test::goldenFolder(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, RepositoryVectors,
                         ::testing::Values("losses.safetensors", "pre_post.safetensors",
                                           "tiny_512.expected.safetensors",
                                           "tiny_512_at_256.expected.safetensors",
                                           "tiny_adapter.expected.safetensors",
                                           "vit_b_adapter_256.expected.safetensors",
                                           "vit_b_plain_256.expected.safetensors"),
                         [](const auto& given) {
                           const std::string name = given.param;
                           return name.substr(0, name.find('.'));
                         });

class FullSetVectors : public SelfcheckTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(FullSetVectors, AreMet) {
  const std::filesystem::path folder = test::sharedFolder() / "golden";
  if (!std::filesystem::exists(folder / GetParam()))
    GTEST_SKIP() << "no full set of golden vectors";
  expectPass(folder, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, FullSetVectors,
                         ::testing::Values("losses.safetensors", "pre_post.safetensors",
                                           "tiny_512.expected.safetensors",
                                           "tiny_512_at_256.expected.safetensors",
                                           "tiny_adapter.expected.safetensors",
                                           "tiny_plain.expected.safetensors"),
                         [](const auto& given) {
                           const std::string name = given.param;
                           return name.substr(0, name.find('.'));
                         });

TEST_F(SelfcheckTest, OtherFormsOfACheckpointGiveTheSameEmbedding) {
  const std::filesystem::path folder = test::sharedFolder() / "golden";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no full set of golden vectors";
  for (const char* form : {"legacy", "ddp", "fp16"}) {
    const std::string name = std::string("tiny_adapter.") + form;
    std::filesystem::create_directory(path(form));
    std::filesystem::create_symlink(folder / (name + ".pth"), path(form) / "tiny_adapter.pth");
    std::filesystem::create_symlink(folder / "tiny_adapter.expected.safetensors",
                                    path(form) / "tiny_adapter.expected.safetensors");

    const SelfcheckRow row = selfcheck({.folder = path(form), .device = "cpu", .onRow = {}}).at(0);

    // Half precision keeps eleven bits of each weight.
    const double allowed = std::string(form) == "fp16" ? 0.05 : row.tolerance;
    EXPECT_TRUE(row.problem.empty()) << toText(row);
    EXPECT_LE(row.maxError, allowed) << toText(row);
  }
}

TEST_F(SelfcheckTest, FailsWhenANumberIsOff) {
  std::filesystem::copy_file(test::goldenFolder() / "tiny_adapter.pth", path("tiny_adapter.pth"));
  StateDict expected = readCheckpoint(test::goldenFolder() / "tiny_adapter.expected.safetensors");
  const std::string name = "box.single.low_res_logits";
  expected.tensors[name] = expected.tensors.at(name).clone();
  expected.tensors.at(name)[0][0][3][3].add_(2e-3);
  writeSafetensors(path("tiny_adapter.expected.safetensors"), expected);

  const SelfcheckRow row = selfcheck({.folder = path(""), .device = "cpu", .onRow = {}}).at(0);

  EXPECT_FALSE(row.passed);
  EXPECT_EQ(row.tensor, name);
  EXPECT_NEAR(row.maxError, 2e-3, 1e-4);
}

TEST_F(SelfcheckTest, SaysWhenTheWeightsAreNotThere) {
  std::filesystem::copy_file(test::goldenFolder() / "tiny_adapter.expected.safetensors",
                             path("tiny_adapter.expected.safetensors"));

  const SelfcheckRow row = selfcheck({.folder = path(""), .device = "cpu", .onRow = {}}).at(0);

  EXPECT_FALSE(row.passed);
  EXPECT_NE(row.problem.find("tiny_adapter.pth"), std::string::npos) << row.problem;
}

TEST_F(SelfcheckTest, RefusesFoldersWithoutVectors) {
  EXPECT_THROW((void)selfcheck({.folder = path(""), .device = "cpu", .onRow = {}}), SelfcheckError);
  EXPECT_THROW((void)selfcheck({.folder = path("none"), .device = "cpu", .onRow = {}}),
               SelfcheckError);
}

TEST(ErrorMeter, CountsOtherShapesAndNansAsInfinite) {
  ErrorMeter shapes, nans;

  shapes.compare("a", test::noise("a", {1, 3, 4, 4}), test::noise("a", {1, 3, 3, 4}));
  nans.compare("a", test::noise("a", {2, 2}).log(), test::noise("a", {2, 2}));

  EXPECT_TRUE(std::isinf(shapes.largest()));
  EXPECT_TRUE(std::isinf(nans.largest()));
}

TEST(ErrorMeter, TakesEveryNthRowAndColumnOfAThinnedExpectation) {
  const at::Tensor whole = test::noise("a", {1, 3, 8, 8});
  ErrorMeter meter;

  meter.compare("a", whole, whole.slice(2, 0, 8, 4).slice(3, 0, 8, 2));

  EXPECT_EQ(meter.largest(), 0.0);
}

TEST(SelfcheckReport, IsStrictJsonEvenForInfiniteErrors) {
  SelfcheckRow row;
  row.file = "a\"b";
  row.maxError = std::numeric_limits<double>::infinity();
  const std::string text = toJson({row});

  EXPECT_NE(text.find("\"passed\": false"), std::string::npos);
  EXPECT_NE(text.find("\"file\": \"a\\\"b\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"max_error\": null"), std::string::npos) << text;
}

}  // namespace
}  // namespace limn::nn
