// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/image_list.h"

#include <filesystem>
#include <vector>

namespace limn::imaging {

/// Lists the slices of volumes, and refuses repeated ids.
[[nodiscard]] Result<Dataset> makeDataset(ImageList list, const DatasetOptions& options,
                                          const JobContext& job);

// One function for each form. Unsupported when the folder does not have that form.
[[nodiscard]] Result<ImageList> listCsvImages(const std::filesystem::path& file,
                                              const ImageListOptions& options);
/// A manifest in one file, or SAM-Med2D's form.
[[nodiscard]] Result<ImageList> listJsonImages(const std::vector<std::filesystem::path>& files,
                                               const ImageListOptions& options);
[[nodiscard]] Result<ImageList> listNnunetImages(const std::filesystem::path& folder,
                                                 const ImageListOptions& options,
                                                 const JobContext& job);
[[nodiscard]] Result<ImageList> listFolderImages(const std::filesystem::path& folder,
                                                 const ImageListOptions& options,
                                                 const JobContext& job);
/// Empty when no folder in `studies` has a DICOM segmentation.
[[nodiscard]] ImageList listStudies(const std::filesystem::path& studies);

}  // namespace limn::imaging
