// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_folder.h"

#include "dicom_structure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace limn::imaging {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> dicomFilesIn(const fs::path& path, std::vector<SkippedFile>& skipped,
                                           const JobContext& job) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(ErrorCode::NotFound, fmt::format("there is no file or folder {}", path.string()));
  }
  if (!fs::is_directory(status)) {
    auto source = ByteSource::open(path);
    if (!source) return passOn(source, fmt::format("reading {}", path.string()));
    if (startsLikeDicom(path)) return std::vector{path};
    return fail(ErrorCode::Unreadable, fmt::format("{} is not a DICOM file", path.string()));
  }
  std::vector<fs::path> files, folders{path};
  while (!folders.empty()) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "cancelled");
    const fs::path folder = std::move(folders.back());
    folders.pop_back();
    fs::directory_iterator entries(folder, error);
    if (error) {
      if (folder == path) {
        return fail(ErrorCode::Unreadable,
                    fmt::format("cannot open the folder {}: {}", path.string(), error.message()));
      }
      skipped.push_back({folder, fmt::format("the folder cannot be opened: {}", error.message())});
      continue;
    }
    for (const auto& entry : entries) {
      if (entry.is_directory(error) && !entry.is_symlink(error)) {
        folders.push_back(entry.path());
      } else if (entry.is_regular_file(error)) {
        if (::access(entry.path().c_str(), R_OK) != 0) {
          skipped.push_back(
              {entry.path(), fmt::format("cannot be opened: {}", std::strerror(errno))});
        } else if (entry.path().filename() != "DICOMDIR" && startsLikeDicom(entry.path())) {
          files.push_back(entry.path());
        }
      }
    }
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace limn::imaging
