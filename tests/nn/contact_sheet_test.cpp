// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/contact_sheet.h"

#include "limn/nn/shard.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <span>
#include <stdexcept>

namespace limn::nn {
namespace {

TEST(ContactSheet, ShowsEachPictureTwiceWithAGapBetween) {
  const ContactSheet sheet = contactSheet({.seed = 3, .count = 2, .side = 64, .shards = {}});

  EXPECT_EQ(sheet.width, 2 * 64 + 2 * 4);
  EXPECT_EQ(sheet.height, 2 * 64 + 3 * 4);
  EXPECT_EQ(sheet.rgb.size(), static_cast<std::size_t>(3 * sheet.width * sheet.height));
}

TEST(ContactSheet, IsTheSameForTheSameSeedOnly) {
  const ContactSheetOptions options{.seed = 3, .count = 3, .side = 64, .shards = {}};
  ContactSheetOptions other = options;
  other.seed = 4;

  EXPECT_EQ(contactSheet(options).rgb, contactSheet(options).rgb);
  EXPECT_NE(contactSheet(options).rgb, contactSheet(other).rgb);
}

TEST(ContactSheet, OutlinesTheMasksOfRealPictures) {
  ShardSample sample;
  sample.entry.id = "grey";
  sample.image = at::zeros({100, 100, 1}, at::kByte).add_(90);
  sample.masks = at::zeros({1, 100, 100}, at::kByte);
  sample.masks[0].narrow(0, 30, 40).narrow(1, 30, 40).fill_(1);
  const auto file = std::filesystem::path(testing::TempDir()) / "contact_sheet.safetensors";
  writeShard(file, std::span(&sample, 1));

  const ContactSheet sheet = contactSheet({.seed = 1, .count = 6, .side = 128, .shards = {file}});

  // The first outline colour; nothing else in the sheet is as red.
  std::int64_t red = 0;
  for (std::size_t i = 0; i < sheet.rgb.size(); i += 3)
    red += sheet.rgb[i] == 255 && sheet.rgb[i + 1] == 64 && sheet.rgb[i + 2] == 64 ? 1 : 0;
  EXPECT_GE(red, 6 * 20);
}

TEST(ContactSheet, RefusesNothingToShow) {
  EXPECT_THROW((void)contactSheet({.seed = 1, .count = 0, .side = 64, .shards = {}}),
               std::invalid_argument);
}

}  // namespace
}  // namespace limn::nn
