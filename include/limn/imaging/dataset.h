// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace limn::imaging {

/// One mask of a picture, at the picture's size.
struct ObjectMask {
  std::string name;                  // "myocardium" where the data set names it, else the id
  int id = 0;                        // value in the label image it came from
  std::vector<std::uint8_t> inside;  // H * W, row-major, 0 or 1; never empty of ones
};

/// A 2D picture with its masks. A slice of a volume is one too.
struct LabelledPicture {
  std::int64_t height = 0, width = 0, channels = 1;  // channels 1 or 3
  std::vector<std::uint8_t> pixels;                  // H * W * channels, row-major, RGB
  std::vector<ObjectMask> objects;
};

/// What a data set says of a picture without reading it.
struct DatasetItem {
  std::string id;        // unique in the data set
  std::string caseName;  // patient or volume; the id where the data set does not say
  std::string split;     // "train", "val", ... or empty
  std::string modality, target;
  std::map<std::string, std::string> other;  // further columns, carried along
  std::vector<std::filesystem::path> files;  // behind it: the image, then its masks
};

struct DatasetOptions {
  std::string split = {};           // only items of this split; empty = all
  std::int64_t minSliceMask = 100;  // volumes: slices whose masks are all smaller are left out
  int sliceStep = 1;                // volumes: every n-th of the slices with masks
  bool inVoxelUnits = false;        // as ReadOptions::inVoxelUnits
};

/// Pictures with masks in one of the common layouts. All items are listed when the data set is
/// opened; pixels are read on request.
struct Dataset {
  std::string form;  // "csv", "json", "sam-med2d json", "nnU-Net v2", "volumes", ...
  std::vector<DatasetItem> items;
  /// Reads item i. Safe to call from several threads. An item whose mask does not match its image
  /// (size, grid), whose mask is empty or has an id outside the table, is an error that names it.
  std::function<Result<LabelledPicture>(std::size_t)> read;
};

/// Opens one of the forms that listImages() lists (image_list.h).
[[nodiscard]] Result<Dataset> openDataset(const std::filesystem::path& path,
                                          const DatasetOptions& options = {},
                                          const JobContext& job = {});

}  // namespace limn::imaging
