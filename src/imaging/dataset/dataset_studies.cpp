// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_images.h"
#include "limn/imaging/segmentation_io.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>

namespace limn::imaging {
namespace fs = std::filesystem;

ImageList listStudies(const fs::path& studies) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator it(studies, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->is_directory(ignored)) folders.push_back(it->path());
  }
  std::ranges::sort(folders);
  ImageList list{"DICOM studies", {}};
  bool anyMask = false;
  for (const fs::path& folder : folders) {
    DatasetImage& image = list.images.emplace_back();
    image.item.id = image.item.caseName = folder.filename().string();
    image.image = folder;
    image.masks = segmentationsIn(folder);
    anyMask = anyMask || !image.masks.empty();
    if (image.masks.size() == 1) continue;
    image.problem = Error{ErrorCode::NotFound,
                          fmt::format("{} holds {} DICOM segmentations; expected one, or a "
                                      "manifest that says which",
                                      folder.string(), image.masks.size()),
                          {}};
  }
  if (!anyMask) list.images.clear();
  return list;
}

}  // namespace limn::imaging
