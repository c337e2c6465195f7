// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/imaging/dataset.h"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace limn::imaging {

/// One image of a data set with the files of its masks: a picture, or a volume.
struct DatasetImage {
  /// In a label image every value but 0 is a mask; else each file is one mask, named by
  /// `maskNames`.
  enum class MaskKind { LabelImage, OneEach };

  DatasetItem item;
  std::filesystem::path image;  // a file, or the folder of a DICOM series
  std::vector<std::filesystem::path> masks;
  std::filesystem::path reference;  // with MaskRole::Draft; empty when there is none
  MaskKind kind = MaskKind::LabelImage;
  std::map<int, std::string> classes;  // ids that a label image may hold; empty = any
  std::set<int> ignoredIds;            // of a label image: pixels that belong to no mask
  std::vector<std::string> maskNames;  // beside `masks`, for OneEach
  std::optional<Error> problem;        // why it cannot be read, as far as its names say
  bool inVoxelUnits = false;           // DatasetOptions::inVoxelUnits
};

/// What the masks are used for: as the truth, or as drafts that may have references. It decides
/// which columns and folders are read, and how images are named that have no id.
enum class MaskRole { Truth, Draft };

struct ImageListOptions {
  std::string split = {};  // only images of this split; empty = all
  MaskRole role = MaskRole::Truth;
  /// For folders: where masks and references are, named like the images; empty = in the data set.
  std::filesystem::path masks = {}, references = {};
};

struct ImageList {
  std::string form;  // as Dataset::form
  std::vector<DatasetImage> images;
};

/// Lists a data set by what is there:
/// - a manifest: .csv with named columns, or .json with a list of objects or {"cases": list}. Names
///   are image, mask (drafts: draft or mask, reference), and where they are present id, split,
///   modality, target, classes (drafts: or labels), case. Paths are relative to the file;
/// - SAM-Med2D's published JSON pair: a folder with `image2label_train.json` or
///   `label2image_test.json`, or one of these files;
/// - an nnU-Net v2 raw folder (`dataset.json`, imagesTr, labelsTr);
/// - a folder with images and masks in folders of these names, or beside each other. A mask has the
///   name of its image: NAME.*, NAME_mask.*, NAME_seg.*; NAME_0000.* is an image of NAME, too;
/// - a folder of DICOM studies, each a folder with one series and one DICOM SEG.
/// An image without a mask stays in the list with its problem. NotFound, Unreadable, Unsupported.
[[nodiscard]] Result<ImageList> listImages(const std::filesystem::path& path,
                                           const ImageListOptions& options = {},
                                           const JobContext& job = {});

}  // namespace limn::imaging
