// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "folder_listing.h"
#include "limn/imaging/image_list.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limn::imaging {

/// Images by the names that their masks can have. Case does not count.
class NamedImages {
 public:
  struct Named {
    std::size_t image = 0;  // its number
    std::string id;         // the name that was found
  };
  /// A name that is taken stays with its first image.
  void add(const std::string& id, std::size_t image);
  /// The image that a mask is named after, or null.
  [[nodiscard]] const Named* find(const FolderEntry& mask) const;

 private:
  std::map<std::string, Named> names_;  // in lower case
};

/// Takes masks and references from ImageListOptions::masks and references, where they are given.
[[nodiscard]] Result<void> takeGivenFolders(std::vector<DatasetImage>& images,
                                            const NamedImages& names,
                                            const ImageListOptions& options, const JobContext& job);

}  // namespace limn::imaging
