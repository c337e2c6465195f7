// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace limn::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CsvDataset : public test::DatasetTest {
 protected:
  Result<Dataset> open(const std::string& manifest, const DatasetOptions& options = {}) const {
    text("index.csv", manifest);
    return openDataset(path("index.csv"), options);
  }
  /// The only item of a manifest whose mask is "m.png" and has the classes that are given.
  Result<Dataset> openOne(const std::string& classes = {}) const {
    return open("image,mask,classes\ni.png,m.png," + classes + "\n");
  }
};

TEST_F(CsvDataset, ListsItemsByColumnName) {
  const auto dataset = open(
      "mask,image,id,case,split,modality,target,licence\n"
      "m.png,i.png,a,p1,train,CT,aorta,CC0\n"
      "m.png,i.png,b,p2,val,MR,\"cord, grey\",MIT\n");

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "csv");
  ASSERT_EQ(dataset->items.size(), 2U);
  const DatasetItem& item = dataset->items[1];
  EXPECT_EQ(item.id, "b");
  EXPECT_EQ(item.caseName, "p2");
  EXPECT_EQ(item.split, "val");
  EXPECT_EQ(item.modality, "MR");
  EXPECT_EQ(item.target, "cord, grey");
  EXPECT_EQ(item.other.at("licence"), "MIT");
  EXPECT_THAT(item.files, ElementsAre(path("i.png"), path("m.png")));
}

TEST_F(CsvDataset, ImagePathIsTheIdAndTheCaseWhereNoneIsSaid) {
  const auto dataset = open("image,mask\nimages/i.png,m.png\n");

  ASSERT_TRUE(dataset);
  EXPECT_EQ(dataset->items[0].id, "images/i");
  EXPECT_EQ(dataset->items[0].caseName, "images/i");
}

TEST_F(CsvDataset, ReadsPixelsAndOneMaskForEachId) {
  plainImage("images/i.png");
  plainMask("m.png");
  const auto dataset =
      open("image,mask,classes\nimages/i.png,m.png,1=left;3=right side;4=unused\n");
  ASSERT_TRUE(dataset) << dataset.error().message();

  const auto picture = dataset->read(0);

  ASSERT_TRUE(picture) << picture.error().message();
  EXPECT_EQ(picture->height, 6);
  EXPECT_EQ(picture->width, 8);
  EXPECT_EQ(picture->channels, 1);
  EXPECT_EQ(picture->pixels.at(8 * 2 + 3), 23);
  ASSERT_EQ(picture->objects.size(), 2U);
  EXPECT_EQ(picture->objects[0].id, 1);
  EXPECT_EQ(picture->objects[0].name, "left");
  EXPECT_EQ(picture->objects[1].name, "right side");
  EXPECT_EQ(pixelsOf(picture->objects[1]), 12);
  EXPECT_EQ(picture->objects[1].inside.at(8 + 6), 1);
  EXPECT_EQ(picture->objects[1].inside.at(8 + 5), 0);
}

TEST_F(CsvDataset, ColoursAreRedGreenBlue) {
  save("i.png", cv::Mat(6, 8, CV_8UC3, cv::Scalar(3, 2, 1)));
  plainMask("m.png");
  const auto dataset = openOne();

  const auto picture = dataset->read(0);

  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->channels, 3);
  EXPECT_THAT(std::vector(picture->pixels.begin(), picture->pixels.begin() + 3),
              ElementsAre(1, 2, 3));
}

TEST_F(CsvDataset, SixteenBitsAreSpreadOverTheirRange) {
  cv::Mat wide(6, 8, CV_16UC1, cv::Scalar(1000));
  wide.at<unsigned short>(0, 0) = 3000;
  wide.at<unsigned short>(0, 1) = 2000;
  save("i.png", wide);
  plainMask("m.png");
  const auto dataset = openOne();

  const auto picture = dataset->read(0);

  ASSERT_TRUE(picture);
  EXPECT_THAT(std::vector(picture->pixels.begin(), picture->pixels.begin() + 3),
              ElementsAre(255, 127, 0));
}

TEST_F(CsvDataset, ReadsFromSeveralThreads) {
  plainImage("i.png");
  plainMask("m.png");
  const auto dataset = openOne();
  std::atomic<int> failures = 0;

  {
    std::vector<std::jthread> readers;
    for (int t = 0; t < 4; ++t) {
      readers.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          if (!dataset->read(0)) ++failures;
        }
      });
    }
  }

  EXPECT_EQ(failures, 0);
}

TEST_F(CsvDataset, SplitIsChosen) {
  const std::string manifest = "image,mask,split\na.png,m.png,train\nb.png,m.png,val\n";

  const auto chosen = open(manifest, {.split = "val"});

  ASSERT_TRUE(chosen);
  EXPECT_THAT(ids(*chosen), ElementsAre("b"));
  EXPECT_THAT(refusal(open(manifest, {.split = "test"})),
              HasSubstr("no split 'test'; it has 'train', 'val'"));
  EXPECT_THAT(refusal(open("image,mask\na.png,m.png\n", {.split = "val"})),
              HasSubstr("no column 'split'"));
}

TEST_F(CsvDataset, MaskOfAnotherSizeIsNamed) {
  plainImage("i.png");
  picture("m.png", 7, 6, [](int, int) { return 1; });
  const auto dataset = openOne();

  const std::string message = refusal(*dataset, 0);

  EXPECT_THAT(message, HasSubstr("m.png has 7x6 pixels"));
  EXPECT_THAT(message, HasSubstr("i.png has 8x6"));
}

TEST_F(CsvDataset, EmptyMaskIsNamed) {
  plainImage("i.png");
  picture("m.png", 8, 6, [](int, int) { return 0; });

  EXPECT_THAT(refusal(*openOne(), 0), HasSubstr("m.png is empty; expected pixels that are not 0"));
}

TEST_F(CsvDataset, IdOutsideTheTableOfClassesIsNamed) {
  plainImage("i.png");
  plainMask("m.png");

  EXPECT_THAT(refusal(*openOne("1=left;2=right"), 0),
              HasSubstr("m.png holds the id 3, which is not in its table of classes (ids 1, 2)"));
}

TEST_F(CsvDataset, MissingAndDamagedFilesAreNamed) {
  plainMask("m.png");
  EXPECT_THAT(refusal(*openOne(), 0), HasSubstr("i.png"));

  text("i.png", "not a picture");
  EXPECT_THAT(refusal(*openOne(), 0), HasSubstr("i.png is no picture; expected PNG, JPEG or BMP"));

  plainImage("i.png");
  std::filesystem::resize_file(path("i.png"), std::filesystem::file_size(path("i.png")) - 20);
  EXPECT_THAT(refusal(*openOne(), 0), HasSubstr("i.png is cut off or damaged"));
}

TEST_F(CsvDataset, MasksThatCannotHoldIdsAreNamed) {
  plainImage("i.png");
  save("m.png", cv::Mat(6, 8, CV_8UC3, cv::Scalar(0, 0, 255)));
  EXPECT_THAT(refusal(*openOne(), 0), HasSubstr("m.png is a coloured mask"));

  save("m.jpg", cv::Mat(6, 8, CV_8UC1, cv::Scalar(255)));
  EXPECT_THAT(refusal(*open("image,mask\ni.png,m.jpg\n"), 0),
              HasSubstr("m.jpg is a JPEG, which does not keep values"));
}

TEST_F(CsvDataset, BadManifestsAreNamed) {
  EXPECT_THAT(refusal(open("image,label\na.png,m.png\n")),
              HasSubstr("no column 'mask'; expected at least image and mask, found: image, label"));
  EXPECT_THAT(refusal(open("image,mask\na.png,\n")), HasSubstr("line 2: 'mask' is empty or absent"));
  EXPECT_THAT(refusal(open("image,mask,id\na.png,m.png,x\nb.png,m.png,x\n")),
              HasSubstr("the id 'x' comes twice"));
  EXPECT_THAT(refusal(openOne("1;2=b")), HasSubstr("'1' is not a class; expected id=name"));
  EXPECT_THAT(refusal(openOne("99999=b")), HasSubstr("'99999=b' is not a class"));
}

TEST_F(CsvDataset, OtherFilesAreNoDataSet) {
  text("notes.txt", "hello");

  EXPECT_THAT(refusal(openDataset(path("notes.txt"))), HasSubstr("not a data set that Limn knows"));
  EXPECT_THAT(refusal(openDataset(path("gone.csv"))), HasSubstr("no such file"));
}

TEST_F(CsvDataset, FolderWithAnIndexIsOpened) {
  text("index.csv", "image,mask\na.png,m.png\n");

  EXPECT_TRUE(openDataset(path()));
}

TEST_F(CsvDataset, ItemOutsideIsRefused) {
  EXPECT_THAT(refusal(*openOne(), 1), HasSubstr("item 1 of 1"));
}

}  // namespace
}  // namespace limn::imaging
