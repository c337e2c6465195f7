// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Folders in common layouts: images/NAME.png with masks/NAME.png, or volumes and masks beside
// each other in the folder of each case (image.nii.gz and mask.nii.gz, NAME.png and NAME_mask.png).

#include "dataset_files.h"
#include "dataset_images.h"
#include "named_masks.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

/// "train" of "train/a"; empty when the first folder is not a split.
std::string splitOf(const std::string& place) {
  const std::string first = lowerCase(place.substr(0, place.find('/')));
  for (const char* split : {"train", "val", "valid", "validation", "test"}) {
    if (first == split) return first.starts_with("val") ? "val" : first;
  }
  return {};
}

DatasetImage imageOfEntry(const FolderEntry& entry, const std::string& target) {
  DatasetImage image;
  image.image = entry.path;
  image.item.id = entry.name();
  image.item.caseName = image.item.id;
  image.item.split = splitOf(entry.place);
  image.item.target = target;
  return image;
}

/// The folder in `folder` with the first of these names, in any case; empty when there is none.
fs::path childNamed(const fs::path& folder, std::initializer_list<std::string_view> names) {
  std::error_code error;
  for (const std::string_view name : names) {
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      std::error_code ignored;
      const bool isIt = lowerCase(it->path().filename().string()) == name;
      if (isIt && fs::is_directory(it->path(), ignored)) return it->path();
    }
  }
  return {};
}

/// Where images, masks and references are; empty when there is no such folder.
struct Layout {
  fs::path images, masks, references;
};

Layout layoutOf(const fs::path& folder, const ImageListOptions& options) {
  Layout layout;
  layout.images =
      childNamed(folder, {"images", "volumes", "image", "imgs", "imagestr", "imagests"});
  layout.masks = options.masks;
  layout.references = options.references;
  if (options.role == MaskRole::Truth) {
    if (layout.masks.empty())
      layout.masks = childNamed(
          folder, {"masks", "labels", "mask", "label", "segmentations", "labelstr", "references"});
    return layout;
  }
  if (layout.masks.empty())
    layout.masks = childNamed(
        folder, {"drafts", "labelstr", "masks", "labels", "mask", "label", "segmentations"});
  if (layout.references.empty()) layout.references = childNamed(folder, {"references"});
  // Drafts can be in a folder of their own inside of the folder of the images.
  if (layout.images.empty() && !layout.masks.empty()) layout.images = folder;
  return layout;
}

Error notFound(std::string detail) {
  return {ErrorCode::NotFound, std::move(detail), {}};
}

/// "a/b" of "a/b_0001" and the number 1; -1 when the name does not end in the number of a channel.
std::pair<std::string, int> splitChannel(const std::string& name) {
  const std::size_t line = name.size() < 6 ? std::string::npos : name.size() - 5;
  const bool isNumbered = line != std::string::npos && name[line] == '_' &&
                          name.find_first_not_of("0123456789", line + 1) == std::string::npos;
  if (!isNumbered) return {name, -1};
  int channel = 0;
  for (std::size_t i = line + 1; i < name.size(); ++i)
    channel = 10 * channel + (name[i] - '0');
  return {name.substr(0, line), channel};
}

/// Of images with several channels, as nnU-Net names them, the first one stays.
void dropFurtherChannels(std::vector<FolderEntry>& images) {
  std::set<std::string> firsts;
  for (const FolderEntry& entry : images) {
    const auto [name, channel] = splitChannel(entry.name());
    if (channel == 0) firsts.insert(name);
  }
  std::erase_if(images, [&](const FolderEntry& entry) {
    const auto [name, channel] = splitChannel(entry.name());
    return channel > 0 && firsts.contains(name);
  });
}

/// The names of all images, then their further names: NAME of NAME_0000.*, and the topmost folder
/// of a DICOM series when that holds nothing else.
NamedImages namesOf(const FolderListing& listing) {
  NamedImages names;
  std::size_t number = 0;
  std::map<std::string, std::size_t> inFolder;  // topmost folder: images in it
  for (const auto* list : {&listing.images, &listing.series}) {
    for (const FolderEntry& entry : *list) {
      names.add(entry.name(), number++);
      ++inFolder[entry.place.substr(0, entry.place.find('/'))];
    }
  }
  number = 0;
  for (const FolderEntry& entry : listing.images) {
    const auto [name, channel] = splitChannel(entry.name());
    if (channel == 0) names.add(name, number);
    ++number;
  }
  for (const FolderEntry& entry : listing.series) {
    const std::string top = entry.place.substr(0, entry.place.find('/'));
    if (!top.empty() && inFolder[top] == 1) names.add(top, number);
    ++number;
  }
  return names;
}

/// images/NAME.* with masks/NAME.*. An image without a mask stays in the list with its problem, and
/// so does a mask without an image, unless it is a draft.
Result<std::vector<DatasetImage>> pairFolders(const Layout& layout, const std::string& target,
                                              MaskRole role, const JobContext& job) {
  auto listing = listFolder(layout.images, job, {layout.masks, layout.references});
  if (!listing) return passOn(listing);
  dropFurtherChannels(listing->images);
  std::vector<DatasetImage> images;
  for (const auto* list : {&listing->images, &listing->series}) {
    for (const FolderEntry& entry : *list)
      images.push_back(imageOfEntry(entry, target));
  }
  const NamedImages names = namesOf(*listing);
  auto masks = listMaskFiles(layout.masks, job);
  if (!masks) return passOn(masks);
  for (const FolderEntry& mask : *masks) {
    if (const NamedImages::Named* named = names.find(mask)) {
      DatasetImage& image = images[named->image];
      image.masks.push_back(mask.path);
      image.item.id = image.item.caseName = named->id;
    } else if (role == MaskRole::Truth) {
      DatasetImage& image = images.emplace_back(imageOfEntry(mask, target));
      image.item.id += " (mask)";
      image.problem = notFound(fmt::format(
          "the mask {} has no image; expected one of the same name", mask.path.string()));
    }
  }
  auto given = takeGivenFolders(images, names, {.references = layout.references}, job);
  if (!given) return passOn(given);
  for (DatasetImage& image : images) {
    if (!image.masks.empty() || image.problem) continue;
    image.problem = notFound(fmt::format("{} has no {}; expected {}.* in {}", image.image.string(),
                                         role == MaskRole::Draft ? "draft" : "mask", image.item.id,
                                         layout.masks.string()));
  }
  return images;
}

/// The images of one folder, and the number of its masks.
struct Neighbours {
  std::vector<const FolderEntry*> images, series;
  std::size_t masks = 0;

  /// For a folder with one mask: its only image, else its only DICOM series.
  [[nodiscard]] const FolderEntry* onlyImage() const {
    if (masks != 1) return nullptr;
    if (images.size() == 1) return images.front();
    return images.empty() && series.size() == 1 ? series.front() : nullptr;
  }
};

/// Files beside each other, in the folder itself or in one for each case.
std::vector<DatasetImage> pairBeside(const FolderListing& listing, const std::string& target) {
  NamedImages names;
  std::map<std::string, Neighbours> neighbours;
  for (std::size_t i = 0; i < listing.images.size(); ++i) {
    const FolderEntry& entry = listing.images[i];
    Neighbours& there = neighbours[entry.place];
    if (isMaskName(entry.stem)) {
      ++there.masks;
      continue;
    }
    there.images.push_back(&entry);
    names.add(entry.name(), i);
  }
  for (const FolderEntry& entry : listing.series)
    neighbours[entry.place].series.push_back(&entry);

  std::vector<DatasetImage> result;
  std::map<const FolderEntry*, std::size_t> places;
  for (const FolderEntry& mask : listing.images) {
    if (!isMaskName(mask.stem)) continue;
    const NamedImages::Named* named = names.find(mask);
    const FolderEntry* entry =
        named != nullptr ? &listing.images[named->image] : neighbours[mask.place].onlyImage();
    if (entry == nullptr) {
      DatasetImage& image = result.emplace_back(imageOfEntry(mask, target));
      image.problem = notFound(fmt::format(
          "the mask {} has no image beside it; expected one named like it", mask.path.string()));
      continue;
    }
    const auto [place, isNew] = places.emplace(entry, result.size());
    if (isNew) {
      DatasetImage& image = result.emplace_back(imageOfEntry(*entry, target));
      // All volumes below one folder are assumed to show one patient.
      if (!isPictureName(entry->path) && !entry->place.empty()) {
        image.item.caseName = entry->place.substr(0, entry->place.find('/'));
      }
    }
    result[place->second].masks.push_back(mask.path);
  }
  return result;
}

/// Where one picture has several mask files, each is one mask.
void nameMasks(std::vector<DatasetImage>& images) {
  for (DatasetImage& image : images) {
    if (image.masks.size() < 2 || !isPictureName(image.image)) continue;
    image.kind = DatasetImage::MaskKind::OneEach;
    for (const fs::path& mask : image.masks)
      image.maskNames.push_back(imageStem(mask));
  }
}

}  // namespace

Result<ImageList> listFolderImages(const fs::path& folder, const ImageListOptions& options,
                                   const JobContext& job) {
  const bool isTruth = options.role == MaskRole::Truth;
  const std::string name = fs::absolute(folder / "x").parent_path().filename().string();
  const std::string target = isTruth ? name : std::string();
  const Layout layout = layoutOf(folder, options);
  std::vector<DatasetImage> images;
  if (!layout.images.empty() && !layout.masks.empty()) {
    auto paired = pairFolders(layout, target, options.role, job);
    if (!paired) return passOn(paired);
    images = std::move(*paired);
  } else {
    auto listing = listFolder(folder, job);
    if (!listing) return passOn(listing);
    images = pairBeside(*listing, target);
  }
  if (images.empty()) {
    ImageList studies = listStudies(layout.images.empty() ? folder : layout.images);
    if (!studies.images.empty()) return studies;
    return fail(ErrorCode::Unsupported,
                fmt::format("{} holds no image with a mask that Limn could find", folder.string()));
  }
  if (isTruth) nameMasks(images);
  const bool hasVolumes = std::ranges::any_of(
      images, [](const DatasetImage& image) { return !isPictureName(image.image); });
  return ImageList{hasVolumes ? "volumes" : "image folder", std::move(images)};
}

}  // namespace limn::imaging
