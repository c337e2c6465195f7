// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/dataset.h"

#include <filesystem>
#include <map>
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
  std::filesystem::path image;
  std::vector<std::filesystem::path> masks;
  MaskKind kind = MaskKind::LabelImage;
  std::map<int, std::string> classes;  // ids that a label image may hold; empty = any
  std::vector<std::string> maskNames;  // beside `masks`, for OneEach
};

/// Keeps what is asked for, lists the slices of volumes, and refuses ids that come twice.
[[nodiscard]] Result<Dataset> makeDataset(std::string form, std::vector<DatasetImage> images,
                                          const DatasetOptions& options);

/// Whether a file name is that of a volume, not of a picture. Folders are taken for DICOM series.
[[nodiscard]] bool isVolumeName(const std::filesystem::path& path);
[[nodiscard]] bool isPictureName(const std::filesystem::path& path);

// The forms.
[[nodiscard]] Result<Dataset> openCsvDataset(const std::filesystem::path& file,
                                             const DatasetOptions& options);

}  // namespace limn::imaging
