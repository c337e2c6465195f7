// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_prompt.h"

#include <gtest/gtest.h>

#include <cmath>

namespace limn::engine {
namespace {

constexpr std::int64_t kInput = 256, kCells = 64;  // a cell covers 4 x 4 input pixels
const float kInside = std::log(0.999F / 0.001F);

Mask rectangle(std::int64_t width, std::int64_t height, PixelBox box) {
  Mask mask(width, height);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x)
      mask.set(x, y);
  }
  return mask;
}

float at(const core::LowResLogits& logits, std::int64_t x, std::int64_t y) {
  return logits.values.at(static_cast<std::size_t>(y * logits.side + x));
}

TEST(MaskPrompt, PaddedPictureLandsWhereThePaddingPutIt) {
  // 40 x 24 pixels, centred: columns 108..147, rows 116..139 of the input.
  const nn::InputFrame frame{24, 40, 24, 40, 116, 108};

  const auto logits = maskLogits(rectangle(40, 24, {0, 0, 40, 24}), frame, kInput, kCells);

  ASSERT_EQ(logits.side, kCells);
  ASSERT_EQ(logits.values.size(), static_cast<std::size_t>(kCells * kCells));
  for (std::int64_t y = 0; y < kCells; ++y) {
    for (std::int64_t x = 0; x < kCells; ++x) {
      const bool inside = x >= 27 && x < 37 && y >= 29 && y < 35;
      EXPECT_NEAR(at(logits, x, y), inside ? kInside : -kInside, 1e-3) << x << ", " << y;
    }
  }
}

TEST(MaskPrompt, ResizedPictureIsAveragedPerAxis) {
  // 512 x 128 pixels fill the input: a cell covers 8 x 2 of them.
  const nn::InputFrame frame{128, 512, 256, 256, 0, 0};

  const auto logits = maskLogits(rectangle(512, 128, {80, 20, 164, 61}), frame, kInput, kCells);

  EXPECT_NEAR(at(logits, 10, 10), kInside, 1e-3);              // columns 80..87, rows 20..21
  EXPECT_NEAR(at(logits, 9, 10), -kInside, 1e-3);              // columns 72..79
  EXPECT_NEAR(at(logits, 20, 10), 0, 1e-3);                    // columns 160..167, half of them
  EXPECT_NEAR(at(logits, 10, 30), 0, 1e-3);                    // rows 60..61, one of two
  EXPECT_NEAR(at(logits, 20, 30), std::log(1.0 / 3.0), 1e-3);  // a quarter
}

TEST(MaskPrompt, PictureSmallerThanACellStillCounts) {
  const nn::InputFrame frame{2, 2, 2, 2, 127, 127};

  const auto logits = maskLogits(rectangle(2, 2, {0, 0, 2, 2}), frame, kInput, kCells);

  // Four pixels around the centre of the input fall one each into four cells of sixteen pixels.
  EXPECT_NEAR(at(logits, 31, 31), std::log(1.0 / 15.0), 1e-3);
  EXPECT_NEAR(at(logits, 32, 32), std::log(1.0 / 15.0), 1e-3);
  EXPECT_NEAR(at(logits, 30, 31), -kInside, 1e-3);
}

TEST(MaskPrompt, PaddingBelowAndRightStaysOutside) {
  // SAM: 300 x 100 pixels become 1024 x 341 of 1024 x 1024.
  const nn::InputFrame frame{100, 300, 341, 1024, 0, 0};

  const auto logits = maskLogits(rectangle(300, 100, {0, 0, 300, 100}), frame, 1024, 256);

  EXPECT_NEAR(at(logits, 255, 0), kInside, 1e-3);
  EXPECT_NEAR(at(logits, 255, 84), kInside, 1e-3);
  EXPECT_NEAR(at(logits, 0, 86), -kInside, 1e-3);
}

}  // namespace
}  // namespace limn::engine
