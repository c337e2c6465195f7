// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/segmentation_io.h"

#include "dicom/dicom_header.h"
#include "file_kind.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;

Result<WriteReport> writeSegmentation(const Segmentation& segmentation, const fs::path& file,
                                      const JobContext& job) {
  auto reports = writeMasks({{segmentation}, {}, {}}, file, {}, job);
  if (!reports) return passOn(reports);
  return std::move(reports->front());
}

Result<Segmentation> readSegmentation(const fs::path& file, const JobContext& job,
                                      ReadOptions options) {
  auto masks = readMasks(file, {options.inVoxelUnits, {}}, job);
  if (!masks) return passOn(masks);
  if (masks->layers.size() == 1) return std::move(masks->layers.front());
  return fail(ErrorCode::Unsupported,
              fmt::format("{}: its labels overlap, and one label for each voxel is needed here; "
                          "split them into {} files with: limn convert {} OUT.nii.gz",
                          file.string(), masks->layers.size(), file.string()));
}

std::vector<fs::path> segmentationsIn(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const auto kind = kindOf(it->path());
    if (kind && *kind == FileKind::Dicom &&
        readDicomHeader(it->path(), DicomPurpose::Segmentation)) {
      found.push_back(it->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace limn::imaging
