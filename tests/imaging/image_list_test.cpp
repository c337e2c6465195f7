// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// One discovery of data sets: what is listed as truth, and what as drafts with references.
#include "limn/imaging/image_list.h"

#include "dataset_fixture.h"

#include <gmock/gmock.h>

namespace limn::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ImageListTest : public test::DatasetTest {
 protected:
  /// An empty file: listing reads no pixels.
  void file(const std::string& name) const { text(name, ""); }
  std::vector<DatasetImage> list(const std::string& name, ImageListOptions options = {}) const {
    auto listed = listImages(path(name), options);
    EXPECT_TRUE(listed) << listed.error().message();
    return listed ? std::move(listed->images) : std::vector<DatasetImage>();
  }
  std::vector<DatasetImage> drafts(const std::string& name, ImageListOptions options = {}) const {
    options.role = MaskRole::Draft;
    return list(name, options);
  }
  static std::vector<std::string> idsOf(const std::vector<DatasetImage>& images) {
    std::vector<std::string> ids;
    for (const DatasetImage& image : images)
      ids.push_back(image.item.id);
    return ids;
  }
};

TEST_F(ImageListTest, AManifestOfDraftsHasReferencesAndLabels) {
  text("list.csv", "image,draft,reference,labels,site\nsub/a.nii.gz,d.nii,r.nii,1=liver,x\n");

  const auto images = drafts("list.csv");

  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0].item.id, "a");
  EXPECT_EQ(images[0].image, path("sub/a.nii.gz"));
  EXPECT_THAT(images[0].masks, ElementsAre(path("d.nii")));
  EXPECT_EQ(images[0].reference, path("r.nii"));
  EXPECT_EQ(images[0].classes.at(1), "liver");
  EXPECT_EQ(images[0].item.other.at("site"), "x");
}

TEST_F(ImageListTest, ReferencesAreTheTruthOfAManifestOfDrafts) {
  text("list.csv", "image,draft,reference\na.nii,d.nii,r.nii\n");

  EXPECT_THAT(list("list.csv").at(0).masks, ElementsAre(path("r.nii")));
  text("list.csv", "image,draft\na.nii,d.nii\n");
  EXPECT_THAT(listImages(path("list.csv")).error().message(), HasSubstr("no column 'mask'"));
}

TEST_F(ImageListTest, AJsonListIsAManifest) {
  plainImage("i.png");
  plainMask("m.png");
  text("list.json", R"({"cases": [{"id": "x", "image": "i.png", "mask": "m.png",
                                   "classes": {"1": "left", "3": "right"}}]})");

  const auto dataset = openDataset(path("list.json"));

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->items.at(0).id, "x");
  EXPECT_EQ(dataset->read(0)->objects.at(1).name, "right");
  text("list.json", R"([{"image": "i.png"}])");
  EXPECT_THAT(listImages(path("list.json")).error().message(),
              HasSubstr("entry 1: 'mask' is empty or absent"));
}

TEST_F(ImageListTest, DraftsAndReferencesAreNamedLikeTheFirstChannelOfTheImage) {
  for (const char* name : {"images/k_0000.nii", "images/k_0001.nii", "images/alone.nii",
                           "drafts/k_dseg.nii.gz", "drafts/other.nii", "references/k.nii"})
    file(name);

  const auto images = drafts("");

  EXPECT_THAT(idsOf(images), ElementsAre("alone", "k"));
  ASSERT_TRUE(images[0].problem);
  EXPECT_THAT(images[0].problem->message(), HasSubstr("alone.nii has no draft; expected alone.*"));
  EXPECT_EQ(images[1].image, path("images/k_0000.nii"));
  EXPECT_THAT(images[1].masks, ElementsAre(path("drafts/k_dseg.nii.gz")));
  EXPECT_EQ(images[1].reference, path("references/k.nii"));
  EXPECT_EQ(images[1].item.target, "") << "the name of a folder of drafts is not a structure";
}

TEST_F(ImageListTest, DraftsAreNotTakenForTruth) {
  file("images/k.nii");
  file("drafts/k.nii");

  EXPECT_FALSE(listImages(path()));
  file("references/k.nii");
  EXPECT_THAT(list("").at(0).masks, ElementsAre(path("references/k.nii")));
}

TEST_F(ImageListTest, DraftsMayBeInsideOfTheFolderOfImagesOrElsewhere) {
  file("set/a.png");
  file("set/drafts/a.png");
  file("elsewhere/a_mask.png");
  file("references/a.png");

  EXPECT_THAT(drafts("set").at(0).masks, ElementsAre(path("set/drafts/a.png")));
  EXPECT_THAT(idsOf(drafts("set")), ElementsAre("a"));
  const auto given = drafts("set", {.masks = path("elsewhere"), .references = path("references")});
  EXPECT_THAT(given.at(0).masks, ElementsAre(path("elsewhere/a_mask.png")));
  EXPECT_EQ(given.at(0).reference, path("references/a.png"));
}

TEST_F(ImageListTest, ADicomSeriesIsNamedByItsFolderOrTheFolderOfItsStudy) {
  file("images/a/1.dcm");
  file("images/b/series/1.dcm");
  file("drafts/a.nii");
  file("drafts/b.dcm");

  const auto images = drafts("");

  EXPECT_THAT(idsOf(images), ElementsAre("a", "b"));
  EXPECT_EQ(images[1].image, path("images/b/series"));
  EXPECT_THAT(images[1].masks, ElementsAre(path("drafts/b.dcm")));
}

TEST_F(ImageListTest, NnunetTakesDraftsFromAnotherFolder) {
  text("D/dataset.json", R"({"channel_names": {"0": "CT"}, "file_ending": ".nii",
                            "labels": {"background": 0, "liver": 1, "ignore": 2}})");
  for (const char* name : {"D/imagesTr/x_0000.nii", "D/labelsTr/x.nii", "drafts/x.nii.gz"})
    file(name);

  const auto images = drafts("D", {.masks = path("drafts"), .references = path("D/labelsTr")});

  ASSERT_EQ(images.size(), 1U);
  EXPECT_THAT(images[0].masks, ElementsAre(path("drafts/x.nii.gz")));
  EXPECT_EQ(images[0].reference, path("D/labelsTr/x.nii"));
  EXPECT_TRUE(images[0].ignoredIds.contains(2));
}

}  // namespace
}  // namespace limn::imaging
