// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "refine/refine_studies.h"

#include "limn/imaging/segmentation_io.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>

namespace limn::batch {
namespace fs = std::filesystem;

std::vector<RefineCase> casesOfStudies(const fs::path& studies) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::directory_iterator it(studies, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->is_directory(ignored)) folders.push_back(it->path());
  }
  std::ranges::sort(folders);
  std::vector<RefineCase> cases;
  bool anyDraft = false;
  for (const fs::path& folder : folders) {
    const auto drafts = imaging::segmentationsIn(folder);
    anyDraft = anyDraft || !drafts.empty();
    RefineCase& item = cases.emplace_back();
    item.id = folder.filename().string();
    item.image = folder;
    if (drafts.size() == 1) {
      item.draft = drafts.front();
      continue;
    }
    item.problem = Error{ErrorCode::NotFound,
                         fmt::format("{} holds {} DICOM segmentations; expected one, or a manifest "
                                     "that says which",
                                     folder.string(), drafts.size()),
                         {}};
  }
  return anyDraft ? cases : std::vector<RefineCase>{};
}

}  // namespace limn::batch
