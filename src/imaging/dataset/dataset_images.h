// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/dataset.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace limn::imaging {

/// One image of a data set with the files of its masks: a picture, or a volume that becomes its
/// slices. What the forms of data sets have in common.
struct DatasetImage {
  /// In a label image every value but 0 is a mask; else each file is one mask, named by
  /// `maskNames`.
  enum class MaskKind { LabelImage, OneEach };

  DatasetItem item;
  std::filesystem::path image;  // a file, or the folder of a DICOM series
  std::vector<std::filesystem::path> masks;
  MaskKind kind = MaskKind::LabelImage;
  std::map<int, std::string> classes;  // ids that a label image may hold; empty = any
  std::set<int> ignoredIds;            // of a label image: pixels that belong to no mask
  std::vector<std::string> maskNames;  // beside `masks`, for OneEach
  std::optional<Error> problem;        // why it cannot be read, as far as its names say
  bool inVoxelUnits = false;           // DatasetOptions::inVoxelUnits
};

/// Selects the items of the split, lists the slices of volumes, and refuses repeated ids.
[[nodiscard]] Result<Dataset> makeDataset(std::string form, std::vector<DatasetImage> images,
                                          const DatasetOptions& options, const JobContext& job);

// One function for each form. Unsupported when the folder does not have that form.
[[nodiscard]] Result<Dataset> openCsvDataset(const std::filesystem::path& file,
                                             const DatasetOptions& options, const JobContext& job);
[[nodiscard]] Result<Dataset> openJsonDataset(const std::vector<std::filesystem::path>& files,
                                              const DatasetOptions& options, const JobContext& job);
[[nodiscard]] Result<Dataset> openNnunetDataset(const std::filesystem::path& folder,
                                                const DatasetOptions& options,
                                                const JobContext& job);
[[nodiscard]] Result<Dataset> openFolderDataset(const std::filesystem::path& folder,
                                                const DatasetOptions& options,
                                                const JobContext& job);

}  // namespace limn::imaging
