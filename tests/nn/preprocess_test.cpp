// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "preprocess.h"

#include "nn_support.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace limn::nn {
namespace {

/// Red holds the column, green the row.
at::Tensor coordinatePicture(std::int64_t height, std::int64_t width) {
  at::Tensor rgb = at::zeros({height, width, 3}, at::kByte);
  rgb.select(2, 0).copy_(at::arange(width).unsqueeze(0).expand({height, width}));
  rgb.select(2, 1).copy_(at::arange(height).unsqueeze(1).expand({height, width}));
  return rgb;
}

double redAt(const at::Tensor& input, std::int64_t row, std::int64_t column) {
  return std::round(input[0][0][row][column].item<double>() * 58.395 + 123.675);
}

double greenAt(const at::Tensor& input, std::int64_t row, std::int64_t column) {
  return std::round(input[0][1][row][column].item<double>() * 57.12 + 116.28);
}

TEST(PrepareSamMed2d, PadsSmallImagesAfterNormalising) {
  const PreparedImage out = prepareSamMed2d(coordinatePicture(97, 63), 256);

  EXPECT_EQ(out.input.sizes(), (std::vector<std::int64_t>{1, 3, 256, 256}));
  EXPECT_EQ(out.frame.top, 79);
  EXPECT_EQ(out.frame.left, 96);
  EXPECT_EQ(out.frame.inputHeight, 97);
  EXPECT_EQ(out.frame.inputWidth, 63);
  EXPECT_EQ(out.input[0][0][78][100].item<double>(), 0.0);
  EXPECT_EQ(redAt(out.input, 79, 96 + 62), 62);
  EXPECT_EQ(greenAt(out.input, 79 + 96, 96), 96);
}

TEST(PrepareSamMed2d, ResizesWhenOneSideIsFull) {
  // OpenCV's nearest neighbour takes pixel floor(i * source / target): no half-pixel shift.
  const PreparedImage out = prepareSamMed2d(coordinatePicture(100, 256), 256);

  EXPECT_EQ(out.frame.inputHeight, 256);
  EXPECT_EQ(out.frame.top, 0);
  EXPECT_EQ(redAt(out.input, 0, 255), 255);
  for (const std::int64_t row : {0, 1, 2, 3, 100, 128, 255}) {
    EXPECT_EQ(greenAt(out.input, row, 0), std::floor(static_cast<double>(row) * 100 / 256)) << row;
  }
}

TEST(PrepareSam, ResizesTheLongerSideAndPadsRightAndBelow) {
  const PreparedImage out = prepareSam(coordinatePicture(100, 201), 1024);

  EXPECT_EQ(out.frame.inputWidth, 1024);
  EXPECT_EQ(out.frame.inputHeight, 509);  // 100 * 1024 / 201 = 509.45
  EXPECT_EQ(out.input.size(2), 1024);
  EXPECT_EQ(out.input.slice(2, 509).abs().max().item<double>(), 0.0);
  EXPECT_EQ(redAt(out.input, 0, 1023), 200);
}

TEST(PrepareSam, AveragesWhenItShrinks) {
  at::Tensor stripes = at::zeros({64, 64, 3}, at::kByte);
  stripes.slice(1, 0, 64, 2).fill_(200);

  const PreparedImage out = prepareSam(stripes, 16);

  EXPECT_NEAR(redAt(out.input, 8, 8), 100, 3);
}

TEST(PrepareMedSam, ScalesToZeroOne) {
  const at::Tensor rgb = test::picture(50, 80).clamp(60, 90);

  const PreparedImage out = prepareMedSam(rgb, 128);

  EXPECT_EQ(out.input.sizes(), (std::vector<std::int64_t>{1, 3, 128, 128}));
  EXPECT_FLOAT_EQ(out.input.min().item<float>(), 0.0F);
  EXPECT_FLOAT_EQ(out.input.max().item<float>(), 1.0F);
}

TEST(PrepareMedSam, AcceptsAnImageOfOneColour) {
  const PreparedImage out = prepareMedSam(at::full({20, 20, 3}, 77, at::kByte), 64);

  EXPECT_EQ(out.input.abs().max().item<double>(), 0.0);
}

TEST(PrepareImage, RefusesWhatIsNoRgbImage) {
  for (const Family family : {Family::SamMed2d, Family::Sam, Family::MedSam}) {
    EXPECT_THROW((void)prepareImage(family, at::zeros({4, 4, 1}, at::kByte), 64),
                 std::invalid_argument);
    EXPECT_THROW((void)prepareImage(family, at::zeros({4, 4, 3}), 64), std::invalid_argument);
    EXPECT_THROW((void)prepareImage(family, at::zeros({0, 4, 3}, at::kByte), 64),
                 std::invalid_argument);
    EXPECT_THROW((void)prepareImage(family, at::Tensor(), 64), std::invalid_argument);
  }
}

/// Low-res logits that grow with the column: their zero lies in the middle of the input.
at::Tensor ramp(std::int64_t side) {
  const at::Tensor line = at::arange(side, at::kFloat) - (static_cast<double>(side) - 1) / 2;
  return line.view({1, 1, 1, side}).expand({1, 1, side, side}).contiguous();
}

TEST(RestoreMask, BringsTheMiddleBackToTheMiddle) {
  for (const Family family : {Family::SamMed2d, Family::MedSam}) {
    const PreparedImage image = prepareImage(family, test::picture(60, 300), 256);

    const at::Tensor mask = restoreMask(family, ramp(64), image.frame, 256).gt(0);

    EXPECT_EQ(mask.sizes(), (std::vector<std::int64_t>{1, 1, 60, 300}));
    EXPECT_EQ(mask.slice(3, 0, 150).sum().item<std::int64_t>(), 0);
    EXPECT_EQ(mask.slice(3, 150).sum().item<std::int64_t>(), 60 * 150);
  }
}

TEST(RestoreMask, CropsThePaddingOfSamMed2d) {
  const PreparedImage image = prepareSamMed2d(test::picture(97, 63), 256);

  const at::Tensor mask = restoreSamMed2d(ramp(64), image.frame, 256).gt(0);

  EXPECT_EQ(mask.sizes(), (std::vector<std::int64_t>{1, 1, 97, 63}));
  EXPECT_EQ(mask.sum().item<std::int64_t>(), 97 * (63 - 32));  // column 128 of the input is 32
}

TEST(RestoreMask, CutsThePaddingOfSamOffBeforeTheLastResize) {
  const PreparedImage image = prepareSam(test::picture(100, 50), 256);

  const at::Tensor mask = restoreSam(ramp(64), image.frame, 256).gt(0);

  // The content is 128 wide, so the zero at column 128 is its right edge.
  EXPECT_EQ(mask.sizes(), (std::vector<std::int64_t>{1, 1, 100, 50}));
  EXPECT_EQ(mask.sum().item<std::int64_t>(), 0);
}

class PreparePromptsTest : public ::testing::Test {
 protected:
  SamConfig config = SamConfig::tinyForTests(true);
  InputFrame padded = prepareSamMed2d(test::picture(97, 63), 256).frame;
  InputFrame resized = prepareSamMed2d(test::picture(512, 128), 256).frame;
};

TEST_F(PreparePromptsTest, MovesPromptsWithThePadding) {
  Prompts prompts;
  prompts.points = {{10, 20, 1}};
  prompts.box = PromptBox{1, 2, 30, 40};

  const PromptTensors out = preparePrompts(prompts, padded, config);

  EXPECT_FLOAT_EQ(out.coords[0][0][0].item<float>(), 106);
  EXPECT_FLOAT_EQ(out.coords[0][0][1].item<float>(), 99);
  EXPECT_FLOAT_EQ(out.boxes[0][0].item<float>(), 97);
  EXPECT_FLOAT_EQ(out.boxes[0][3].item<float>(), 119);
  EXPECT_FALSE(out.masks.defined());
}

TEST_F(PreparePromptsTest, ScalesPromptsWithTheImage) {
  Prompts prompts;
  prompts.points = {{10, 20, 0}, {100, 500, 1}};

  const PromptTensors out = preparePrompts(prompts, resized, config);

  EXPECT_FLOAT_EQ(out.coords[0][0][0].item<float>(), 20);
  EXPECT_FLOAT_EQ(out.coords[0][0][1].item<float>(), 10);
  EXPECT_FLOAT_EQ(out.coords[0][1][1].item<float>(), 250);
  EXPECT_EQ(out.labels[0][0].item<std::int64_t>(), 0);
}

TEST_F(PreparePromptsTest, MaskIsAProbabilityForSamMed2dAndLogitsForTheOthers) {
  Prompts prompts;
  prompts.maskLogits = at::full({64, 64}, 2.0);

  for (const Family family : {Family::SamMed2d, Family::Sam, Family::MedSam}) {
    config.family = family;
    const float value = preparePrompts(prompts, resized, config).masks[0][0][5][5].item<float>();
    EXPECT_FLOAT_EQ(value, family == Family::SamMed2d ? 0.880797F : 2.0F);
  }
}

TEST_F(PreparePromptsTest, RefusesPromptsThatMeanNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<Prompts> wrong(6);
  wrong[1].points = {{1, 1, 2}};
  wrong[2].points = {{nan, 1, 1}};
  wrong[3].box = PromptBox{5, 5, 4, 6};
  wrong[4].box = PromptBox{0, 0, std::numeric_limits<float>::infinity(), 6};
  wrong[5].maskLogits = at::zeros({256, 256});

  for (std::size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_THROW((void)preparePrompts(wrong[i], resized, config), std::invalid_argument) << i;
  }
}

}  // namespace
}  // namespace limn::nn
