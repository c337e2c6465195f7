// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// nnU-Net folders, and folders of volumes or pictures with masks.
#include "dataset_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace limn::imaging {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 4 x 3 x 5 voxels, thickest along z, in the order of a DICOM series (LPS).
Grid lpsGrid() {
  Grid grid;
  grid.size = {4, 3, 5};
  grid.spacing = {1, 1, 4};
  return grid;
}

/// The same voxels with x and y reversed, as NIfTI files often have them (RAS).
Grid rasGrid() {
  Grid grid = lpsGrid();
  grid.axes = {Vec3{-1, 0, 0}, Vec3{0, -1, 0}, Vec3{0, 0, 1}};
  grid.origin = {3, 2, 0};
  return grid;
}

/// A volume whose voxel at (x, y, z) of lpsGrid() has `value(x, y, z)`, stored in order of `grid`.
template <class Value>
test::NiftiBuilder niftiOf(const Grid& grid, Value value) {
  test::NiftiBuilder builder;
  builder.place(grid);
  builder.fill<std::int16_t>([&](std::int64_t i) {
    const VoxelPoint v{static_cast<double>(i % 4), static_cast<double>(i / 4 % 3),
                       static_cast<double>(i / 12)};
    const VoxelIndex at = Grid::nearest(lpsGrid().toVoxel(grid.toWorld(v)));
    return value(at.x, at.y, at.z);
  });
  return builder;
}

/// 0 .. 255 in the volume: 100 at the first voxel of slice 2.
int scan(std::int64_t x, std::int64_t y, std::int64_t z) {
  if (z == 0) return x == 0 && y == 0 ? -500 : 10;
  if (z == 4) return 2050;  // so that the range is 2550
  return static_cast<int>(500 + 10 * x + 100 * y);
}
/// Slice 1: two voxels of id 1. Slice 2: id 1 in the first row, id 2 at one voxel. Slice 3: id 2.
int labels(std::int64_t x, std::int64_t y, std::int64_t z) {
  if (z == 1) return y == 1 && x < 2 ? 1 : 0;
  if (z == 2) return y == 0 ? 1 : x == 3 && y == 2 ? 2 : 0;
  return z == 3 ? 2 : 0;
}

class VolumeDataset : public test::DatasetTest {
 protected:
  void pair(const std::string& image, const std::string& mask) const {
    volume(image, niftiOf(lpsGrid(), scan));
    volume(mask, niftiOf(rasGrid(), labels));
  }
  void nnunet(const std::string& extra = R"("tumour": 1, "node": 2)") const {
    text("Dataset005_Liver/dataset.json",
         R"({"channel_names": {"0": "CT"}, "file_ending": ".nii", "labels": {"background": 0, )" +
             extra + "}}");
    pair("Dataset005_Liver/imagesTr/a_0000.nii", "Dataset005_Liver/labelsTr/a.nii");
  }
  Result<Dataset> openNnunet(const DatasetOptions& options = {.minSliceMask = 1}) const {
    return openDataset(path("Dataset005_Liver"), options);
  }
};

TEST_F(VolumeDataset, SlicesWithMasksAreItems) {
  nnunet();

  const auto dataset = openNnunet();

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "nnU-Net v2");
  EXPECT_THAT(ids(*dataset), ElementsAre("a/a001", "a/a002", "a/a003"));
  EXPECT_EQ(dataset->items[0].caseName, "a");
  EXPECT_EQ(dataset->items[0].modality, "CT");
  EXPECT_EQ(dataset->items[0].target, "Liver");
  EXPECT_EQ(dataset->items[0].split, "train");
  EXPECT_EQ(dataset->items[1].other.at("slice"), "axial 2");
}

TEST_F(VolumeDataset, SmallMasksAndStepsThinTheSlicesOut) {
  nnunet();

  EXPECT_THAT(ids(*openNnunet({.minSliceMask = 3})), ElementsAre("a/a002", "a/a003"));
  EXPECT_THAT(ids(*openNnunet({.minSliceMask = 1, .sliceStep = 2})),
              ElementsAre("a/a001", "a/a003"));
  EXPECT_TRUE(openNnunet({.minSliceMask = 13})->items.empty());
}

TEST_F(VolumeDataset, SliceIsThePatientsAndMaskLiesOnIt) {
  nnunet();
  const auto dataset = openNnunet();

  const auto picture = dataset->read(1);

  ASSERT_TRUE(picture) << picture.error().message();
  EXPECT_EQ(picture->width, 4);
  EXPECT_EQ(picture->height, 3);
  // Grey is 255 * (v + 500) / 2550 without its fraction.
  EXPECT_THAT(picture->pixels,
              ElementsAre(100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123));
  ASSERT_EQ(picture->objects.size(), 2U);
  EXPECT_EQ(picture->objects[0].name, "tumour");
  EXPECT_THAT(picture->objects[0].inside, ElementsAre(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(picture->objects[1].name, "node");
  EXPECT_THAT(picture->objects[1].inside, ElementsAre(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
}

TEST_F(VolumeDataset, SlicesAreAcrossTheThickestVoxels) {
  Grid sagittal = lpsGrid();
  sagittal.spacing = {4, 1, 1};
  test::NiftiBuilder builder;
  builder.place(sagittal).fill<std::int16_t>([](std::int64_t i) { return i % 4 == 1; });
  volume("a/mask.nii", builder);
  volume("a/image.nii", builder.fillRamp());

  const auto dataset = openDataset(path(), {.minSliceMask = 1});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_THAT(ids(*dataset), ElementsAre("a/image/s001"));
  EXPECT_EQ(dataset->read(0)->width, 3);
  EXPECT_EQ(dataset->read(0)->height, 5);
}

TEST_F(VolumeDataset, SlicesAreReadFromSeveralThreads) {
  nnunet();
  for (const char* other : {"b", "c", "d"}) {
    const std::string name = other;
    pair("Dataset005_Liver/imagesTr/" + name + "_0000.nii",
         "Dataset005_Liver/labelsTr/" + name + ".nii");
  }
  const auto dataset = openNnunet();
  ASSERT_EQ(dataset->items.size(), 12U);
  std::atomic<int> wrong = 0;

  {
    std::vector<std::jthread> readers;
    for (std::size_t t = 0; t < 4; ++t) {
      readers.emplace_back([&, t] {
        for (std::size_t i = 0; i < 24; ++i) {
          const auto picture = dataset->read((i * 5 + t * 7) % 12);
          if (!picture || picture->pixels[0] != 100) ++wrong;
        }
      });
    }
  }

  EXPECT_EQ(wrong, 0);
}

TEST_F(VolumeDataset, IgnoredLabelIsNoMaskAndRegionsAllowTheirIds) {
  nnunet(R"("whole": [1, 2], "tumour": 1, "ignore": 3)");
  const auto dataset = openNnunet();
  ASSERT_TRUE(dataset) << dataset.error().message();

  const auto picture = dataset->read(1);

  ASSERT_TRUE(picture) << picture.error().message();
  ASSERT_EQ(picture->objects.size(), 2U);
  EXPECT_EQ(picture->objects[0].name, "tumour");
  EXPECT_EQ(picture->objects[1].name, "2");

  nnunet(R"("tumour": 1, "ignore": 2)");
  EXPECT_THAT(ids(*openNnunet()), ElementsAre("a/a001", "a/a002"));
  EXPECT_EQ(openNnunet()->read(1)->objects.size(), 1U);
}

TEST_F(VolumeDataset, IdOutsideTheLabelsIsNamed) {
  nnunet(R"("tumour": 1)");

  EXPECT_THAT(refusal(*openNnunet(), 1), HasSubstr("a.nii holds the id 2"));
}

TEST_F(VolumeDataset, TwoDimensionalNnunetSetIsRead) {
  text("D/dataset.json", R"({"channel_names": {"0": "R", "1": "G"}, "file_ending": ".png",
                            "labels": {"background": 0, "road": 1, "tree": 3}})");
  plainImage("D/imagesTr/x_0000.png");
  plainImage("D/imagesTr/x_0001.png");
  plainMask("D/labelsTr/x.png");

  const auto dataset = openDataset(path("D"));

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_THAT(ids(*dataset), ElementsAre("x"));
  EXPECT_EQ(dataset->read(0)->objects[1].name, "tree");
}

TEST_F(VolumeDataset, VolumeWithoutItsMaskIsOneItemWithAProblem) {
  nnunet();
  volume("Dataset005_Liver/imagesTr/b_0000.nii", niftiOf(lpsGrid(), scan));

  const auto dataset = openNnunet();

  ASSERT_EQ(dataset->items.size(), 4U);
  EXPECT_EQ(dataset->items[3].id, "b");
  EXPECT_THAT(refusal(*dataset, 3), HasSubstr("labelsTr/b.nii"));
}

TEST_F(VolumeDataset, EmptyMaskIsNamed) {
  nnunet();
  volume("Dataset005_Liver/labelsTr/a.nii", niftiOf(rasGrid(), [](auto...) { return 0; }));

  EXPECT_THAT(refusal(*openNnunet(), 0), HasSubstr("labelsTr/a.nii is empty"));
}

TEST_F(VolumeDataset, MaskOnAnotherGridIsNamed) {
  nnunet();
  Grid shifted = rasGrid();
  shifted.origin.x += 0.5;
  test::NiftiBuilder builder = niftiOf(rasGrid(), labels);
  volume("Dataset005_Liver/labelsTr/a.nii", builder.place(shifted));

  const std::string message = refusal(*openNnunet(), 0);

  EXPECT_THAT(message, HasSubstr("do not lie on the same grid"));
  EXPECT_THAT(message, HasSubstr("a_0000.nii"));
}

TEST_F(VolumeDataset, BadDescriptionIsNamed) {
  nnunet();
  for (const char* content :
       {"[", "{}", R"({"file_ending": ".nii"})", R"({"file_ending": ".nii", "labels": {"a": "b"}})",
        R"({"file_ending": ".nii", "labels": {"background": 0}})"}) {
    text("Dataset005_Liver/dataset.json", content);
    EXPECT_THAT(refusal(openNnunet()), HasSubstr("expected nnU-Net v2's form")) << content;
  }
  text("Dataset005_Liver/dataset.json", R"({"file_ending": ".mha", "labels": {"a": 1}})");
  EXPECT_THAT(refusal(openNnunet()), HasSubstr("no image that ends in _0000.mha"));
}

TEST_F(VolumeDataset, CsvMayNameVolumes) {
  pair("i.nii", "m.nii");
  text("index.csv", "id,image,mask,case,classes\nx,i.nii,m.nii,p,1=a;2=b\n");

  const auto dataset = openDataset(path(), {.minSliceMask = 1});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_THAT(ids(*dataset), ElementsAre("x/a001", "x/a002", "x/a003"));
  EXPECT_EQ(dataset->items[2].caseName, "p");
  EXPECT_EQ(dataset->read(2)->objects[0].name, "b");
}

TEST_F(VolumeDataset, FilesBesideEachOtherArePairedByName) {
  pair("p1/CT/image.nii", "p1/CT/mask.nii");
  pair("p1/MR/ed_image.nii", "p1/MR/ed_mask.nii");
  pair("p1/MR/es_image.nii", "p1/MR/es_mask.nii");
  pair("p2/t2__t2.nii", "p2/t2__t2_seg-manual.nii");
  pair("p3/anything.nii", "p3/labels.nii");

  const auto dataset = openDataset(path(), {.minSliceMask = 12});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "volumes");
  EXPECT_THAT(ids(*dataset),
              ElementsAre("p1/CT/image/a003", "p1/MR/ed_image/a003", "p1/MR/es_image/a003",
                          "p2/t2__t2/a003", "p3/anything/a003"));
  EXPECT_EQ(dataset->items[0].caseName, "p1");
  EXPECT_EQ(dataset->items[2].caseName, "p1");
  EXPECT_EQ(dataset->items[3].caseName, "p2");
  EXPECT_TRUE(dataset->read(4));
}

TEST_F(VolumeDataset, FoldersOfImagesAndMasksArePairedByName) {
  pair("volumes/a.nii", "labels/a.nii");
  pair("volumes/b.nii", "labels/b_seg.nii");
  volume("volumes/c.nii", niftiOf(lpsGrid(), scan));
  volume("labels/d.nii", niftiOf(lpsGrid(), labels));

  const auto dataset = openDataset(path(), {.minSliceMask = 12});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_THAT(ids(*dataset), ElementsAre("a/a003", "b/a003", "c", "d (mask)"));
  EXPECT_EQ(dataset->items[0].caseName, "a");
  EXPECT_THAT(refusal(*dataset, 2), HasSubstr("c.nii has no mask; expected c.*"));
  EXPECT_THAT(refusal(*dataset, 3), HasSubstr("d.nii has no image"));
}

TEST_F(VolumeDataset, FoldersOfPicturesHaveSplits) {
  plainImage("images/train/a.png");
  plainMask("masks/train/a.png");
  plainImage("images/val/b.png");
  plainMask("masks/val/b_mask.png");

  const auto dataset = openDataset(path());
  const auto chosen = openDataset(path(), {.split = "val"});

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_EQ(dataset->form, "image folder");
  EXPECT_THAT(ids(*dataset), ElementsAre("train/a", "val/b"));
  EXPECT_THAT(ids(*chosen), ElementsAre("val/b"));
  EXPECT_EQ(chosen->read(0)->objects.size(), 2U);
}

TEST_F(VolumeDataset, SeveralMasksOfOnePictureAreOneEach) {
  plainImage("x.png");
  plainMask("x_mask.png");
  picture("x_mask_1.png", 8, 6, [](int x, int y) { return x == 2 && y == 2 ? 255 : 0; });

  const auto dataset = openDataset(path());

  ASSERT_TRUE(dataset) << dataset.error().message();
  EXPECT_THAT(ids(*dataset), ElementsAre("x"));
  const auto picture = dataset->read(0);
  ASSERT_TRUE(picture) << picture.error().message();
  ASSERT_EQ(picture->objects.size(), 2U);
  EXPECT_EQ(picture->objects[0].name, "x_mask");
  EXPECT_EQ(pixelsOf(picture->objects[0]), 24);
  EXPECT_EQ(pixelsOf(picture->objects[1]), 1);
}

TEST_F(VolumeDataset, FolderWithoutMasksIsRefused) {
  plainImage("x.png");

  EXPECT_THAT(refusal(openDataset(path())), HasSubstr("no image with a mask"));
  EXPECT_THAT(refusal(openDataset(path())), HasSubstr("expected a CSV manifest"));
}

}  // namespace
}  // namespace limn::imaging
