// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "named_masks.h"

#include "dataset_files.h"

namespace limn::imaging {

void NamedImages::add(const std::string& id, std::size_t image) {
  names_.emplace(lowerCase(id), Named{image, id});
}

const NamedImages::Named* NamedImages::find(const FolderEntry& mask) const {
  for (const std::string& stem : imageNames(mask.stem)) {
    const auto found = names_.find(lowerCase(FolderEntry{{}, mask.place, stem}.name()));
    if (found != names_.end()) return &found->second;
  }
  return nullptr;
}

Result<void> takeGivenFolders(std::vector<DatasetImage>& images, const NamedImages& names,
                              const ImageListOptions& options, const JobContext& job) {
  if (!options.masks.empty()) {
    auto masks = listMaskFiles(options.masks, job);
    if (!masks) return passOn(masks);
    for (DatasetImage& image : images)
      image.masks.clear();
    for (const FolderEntry& mask : *masks) {
      const NamedImages::Named* named = names.find(mask);
      if (named != nullptr) images[named->image].masks.push_back(mask.path);
    }
  }
  if (options.references.empty()) return {};
  auto references = listMaskFiles(options.references, job);
  if (!references) return passOn(references);
  for (const FolderEntry& reference : *references) {
    const NamedImages::Named* named = names.find(reference);
    if (named != nullptr && images[named->image].reference.empty())
      images[named->image].reference = reference.path;
  }
  return {};
}

}  // namespace limn::imaging
