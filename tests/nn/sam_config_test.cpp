// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/sam_config.h"

#include <gtest/gtest.h>

namespace limn::nn {
namespace {

TEST(SamConfig, ReadsTagsOfTheThreeSizes) {
  const SamConfig base = SamConfig::fromTag("vit_b_adapter_256");
  const SamConfig large = SamConfig::fromTag("vit_l_plain_1024");
  const SamConfig huge = SamConfig::fromTag("vit_h_plain_512");

  EXPECT_EQ(base.encoderWidth, 768);
  EXPECT_EQ(base.globalBlocks, (std::vector<std::int64_t>{2, 5, 8, 11}));
  EXPECT_TRUE(base.adapter);
  EXPECT_EQ(base.adapterHidden, 192);
  EXPECT_EQ(base.family, Family::SamMed2d);
  EXPECT_EQ(large.encoderDepth, 24);
  EXPECT_EQ(large.imageSize, 1024);
  EXPECT_FALSE(large.adapter);
  EXPECT_EQ(large.family, Family::Sam);
  EXPECT_EQ(huge.encoderMlp, 5120);
  EXPECT_EQ(huge.gridSide(), 32);
  EXPECT_EQ(huge.lowResSide(), 128);
}

TEST(SamConfig, RefusesOtherTagsAndShowsTheForm) {
  for (const char* tag :
       {"", "vit", "vit_x_plain_256", "vit_b_256", "vit_b_plain_", "vit_bplain_256",
        "vit_b_plain_250", "vit_b_plain_256x", "vit_b_plain_-16",
        "vit_b_plain_99999999999999999999", "vit_b_adapter_0"}) {
    try {
      (void)SamConfig::fromTag(tag);
      ADD_FAILURE() << tag << " was accepted";
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("vit_{b,l,h}_{adapter,plain}_SIZE"),
                std::string::npos);
    }
  }
}

TEST(SamConfig, FamilyNamesGoBothWays) {
  for (const Family family : {Family::SamMed2d, Family::Sam, Family::MedSam}) {
    EXPECT_EQ(familyFromName(familyName(family)), family);
  }
  EXPECT_EQ(familyName(Family::SamMed2d), "sam-med2d");
  EXPECT_THROW((void)familyFromName("SAM"), std::invalid_argument);
}

}  // namespace
}  // namespace limn::nn
