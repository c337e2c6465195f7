// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

struct FolderEntry {
  std::filesystem::path path;  // a file, or the folder of a DICOM series
  std::string place;           // folder below the one that was opened, "" or "a/b"
  std::string stem;

  [[nodiscard]] std::string name() const { return place.empty() ? stem : place + "/" + stem; }
};

struct FolderListing {
  std::vector<FolderEntry> images;  // volumes and pictures, in order of path
  std::vector<FolderEntry> series;  // folders that hold files, but neither volumes nor pictures
};

/// All volumes and pictures below a folder, without the folders `leftOut`.
[[nodiscard]] Result<FolderListing> listFolder(
    const std::filesystem::path& folder, const JobContext& job,
    const std::vector<std::filesystem::path>& leftOut = {});
/// The masks below a folder: volumes, pictures and DICOM files.
[[nodiscard]] Result<std::vector<FolderEntry>> listMaskFiles(const std::filesystem::path& folder,
                                                             const JobContext& job);

/// Whether a name without suffix says that the file is a mask: "x_mask", "seg-manual".
[[nodiscard]] bool isMaskName(const std::string& stem);
/// Possible names of the image of a mask, in lower case: "image" for "mask", "s" for "s_mask",
/// "ed_image" for "ed_mask", "t2" for "t2_seg-manual".
[[nodiscard]] std::vector<std::string> imageNames(const std::string& maskStem);

}  // namespace limn::imaging
