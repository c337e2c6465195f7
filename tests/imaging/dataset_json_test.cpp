// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_fixture.h"

#include <gmock/gmock.h>

namespace limn::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JsonDataset : public test::DatasetTest {
 protected:
  void mask(const std::string& name) const {
    picture(name, 8, 6, [](int x, int y) { return x > 3 && y > 3 ? 255 : 0; });
  }
};

TEST_F(JsonDataset, ReadsThePublishedPair) {
  plainImage("data_demo/images/amos_0004_75.png");
  plainImage("data_demo/images/s0619_32.png");
  for (const char* name :
       {"amos_0004_75_liver_000", "amos_0004_75_inferior_vena_cava_000", "s0619_32_hip_left_001"})
    mask("data_demo/masks/" + std::string(name) + ".png");
  text("data_demo/image2label_train.json",
       R"({"data_demo/images/amos_0004_75.png": ["data_demo/masks/amos_0004_75_liver_000.png",
           "data_demo/masks/amos_0004_75_inferior_vena_cava_000.png"]})");
  text("data_demo/label2image_test.json",
       R"({"data_demo/masks/s0619_32_hip_left_001.png": "data_demo/images/s0619_32.png"})");

  const auto dataset = openDataset(path("data_demo"));

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "sam-med2d json");
  EXPECT_THAT(ids(*dataset), ElementsAre("amos_0004_75", "s0619_32"));
  EXPECT_EQ(dataset->items[0].caseName, "amos_0004");
  EXPECT_EQ(dataset->items[0].split, "train");
  EXPECT_EQ(dataset->items[1].split, "test");
  EXPECT_EQ(dataset->items[1].caseName, "s0619");
  const auto picture = dataset->read(0);
  ASSERT_TRUE(picture) << picture.error().message();
  ASSERT_EQ(picture->objects.size(), 2U);
  EXPECT_EQ(picture->objects[0].name, "liver");
  EXPECT_EQ(picture->objects[1].name, "inferior_vena_cava");
  EXPECT_EQ(pixelsOf(picture->objects[0]), 8);
  EXPECT_EQ(dataset->read(1)->objects[0].name, "hip_left");
}

TEST_F(JsonDataset, MasksOfOneImageAreJoinedAndMayOverlap) {
  plainImage("i.png");
  mask("a.png");
  mask("b.png");
  text("label2image_test.json", R"({"a.png": "i.png", "b.png": "i.png"})");

  const auto dataset = openDataset(path("label2image_test.json"));

  ASSERT_TRUE(dataset) << dataset.error().message();
  ASSERT_EQ(dataset->items.size(), 1U);
  EXPECT_EQ(dataset->read(0)->objects.size(), 2U);
}

TEST_F(JsonDataset, NamesOfTheFullSetTellModalitySetAndVolume) {
  text("image2label_train.json",
       R"({"images/ct_00--AMOS--amos_0004--x_0075.png": ["m.png"],
           "images/x_ray_01--COVID--p7--2d.png": ["m.png"]})");

  const auto dataset = openDataset(path());

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->items[0].modality, "CT");
  EXPECT_EQ(dataset->items[0].target, "AMOS");
  EXPECT_EQ(dataset->items[0].caseName, "AMOS--amos_0004");
  EXPECT_EQ(dataset->items[1].modality, "X-ray");
}

TEST_F(JsonDataset, ImagesWithoutAVolumeInTheirNameAreCasesOfTheirOwn) {
  text("image2label_train.json", R"({"image_1.png": ["m.png"], "image_2.png": "m.png"})");

  const auto dataset = openDataset(path());

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->items[0].caseName, "image_1");
  EXPECT_EQ(dataset->items[1].caseName, "image_2");
}

TEST_F(JsonDataset, SameFileNamesInTwoFoldersKeepTheirFolders) {
  text("image2label_train.json", R"({"a/1.png": ["m.png"], "b/1.png": ["m.png"]})");

  EXPECT_THAT(ids(*openDataset(path())), ElementsAre("a/1", "b/1"));
}

TEST_F(JsonDataset, ImageInBothSplitsIsRefused) {
  text("image2label_train.json", R"({"i.png": ["m.png"]})");
  text("label2image_test.json", R"({"m.png": "i.png"})");

  EXPECT_THAT(refusal(openDataset(path())), HasSubstr("the id 'i' comes twice"));
}

TEST_F(JsonDataset, EmptyAndMissingMasksAreNamed) {
  plainImage("i.png");
  picture("empty.png", 8, 6, [](int, int) { return 0; });
  text("image2label_train.json", R"({"i.png": ["empty.png"]})");
  EXPECT_THAT(refusal(*openDataset(path()), 0), HasSubstr("empty.png is empty"));

  text("image2label_train.json", R"({"i.png": ["gone.png"]})");
  EXPECT_THAT(refusal(*openDataset(path()), 0), HasSubstr("gone.png"));
}

TEST_F(JsonDataset, OtherJsonIsRefused) {
  for (const char* content : {"", "[1]", R"({"a": 1})", R"({"a": []})", R"({"a": [{}]})"}) {
    text("image2label_train.json", content);
    EXPECT_THAT(refusal(openDataset(path())), HasSubstr("not in SAM-Med2D's form")) << content;
  }
}

}  // namespace
}  // namespace limn::imaging
