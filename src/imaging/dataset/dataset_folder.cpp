// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Folders in common layouts: images/NAME.png with masks/NAME.png, or volumes and masks beside
// each other in the folder of each case (image.nii.gz and mask.nii.gz, NAME.png and NAME_mask.png).

#include "dataset_files.h"
#include "dataset_images.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 5> kMaskWords{"mask", "seg", "label", "annotation", "gt"};
constexpr std::array<std::string_view, 4> kImageFolders{"images", "volumes", "image", "imgs"};
constexpr std::array<std::string_view, 5> kMaskFolders{"masks", "labels", "mask", "label",
                                                       "segmentations"};

struct Entry {
  fs::path path;      // a file, or the folder of a DICOM series
  std::string place;  // folder below the one that was opened, "" or "a/b"
  std::string stem;
};

struct Listing {
  std::vector<Entry> images;  // volumes and pictures, in order of path
  std::vector<Entry> series;  // folders that hold files, but neither volumes nor pictures
};

/// All volumes and pictures below a folder.
Result<Listing> listFolder(const fs::path& folder, const JobContext& job) {
  Listing listing;
  std::map<fs::path, bool> holdsImages;  // of folders with files
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "listing was stopped");
    std::error_code ignored;
    const fs::path& path = it->path();
    if (!fs::is_regular_file(path, ignored)) continue;
    const bool isDicom = path.extension() == ".dcm";
    const bool isImage = !isDicom && (isVolumeName(path) || isPictureName(path));
    bool& holds = holdsImages.emplace(path.parent_path(), false).first->second;
    holds = holds || isImage;
    if (!isImage) continue;
    std::string place = path.parent_path().lexically_relative(folder).generic_string();
    listing.images.push_back({path, place == "." ? "" : std::move(place), imageStem(path)});
  }
  if (error) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} cannot be listed: {}", folder.string(), error.message()));
  }
  for (const auto& [path, holds] : holdsImages) {
    const fs::path relative = path.lexically_relative(folder);
    if (holds || relative == ".") continue;
    listing.series.push_back(
        {path, relative.parent_path().generic_string(), relative.filename().string()});
  }
  std::ranges::sort(listing.images, {}, [](const Entry& entry) { return entry.path; });
  return listing;
}

bool isBreak(char c) {
  return c == '_' || c == '-' || c == '.' || c == ' ';
}

/// Where words that mean "mask" begin in a name: at its start or after a separator.
std::vector<std::size_t> maskWordsIn(const std::string& lower) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (i > 0 && !isBreak(lower[i - 1])) continue;
    const std::string_view rest = std::string_view(lower).substr(i);
    const bool isWord = std::ranges::any_of(kMaskWords, [&](std::string_view word) {
      // "gt" must be a word of its own; the others may have an ending: "masks", "segmentation".
      const bool goesOn = rest.size() > word.size() && !isBreak(rest[word.size()]);
      return rest.starts_with(word) && (word != "gt" || !goesOn);
    });
    if (isWord) found.push_back(i);
  }
  return found;
}

bool isMaskName(const std::string& stem) {
  return !maskWordsIn(lowerCase(stem)).empty();
}

/// Possible names of the image of a mask, in lower case: "image" for "mask", "s" for "s_mask",
/// "ed_image" for "ed_mask", "t2" for "t2_seg-manual".
std::vector<std::string> imageNames(const std::string& maskStem) {
  const std::string lower = lowerCase(maskStem);
  std::vector<std::string> names{lower};
  for (const std::size_t word : maskWordsIn(lower)) {
    std::string before = lower.substr(0, word);
    names.push_back(before + "image");
    while (!before.empty() && isBreak(before.back()))
      before.pop_back();
    if (!before.empty()) names.push_back(std::move(before));
  }
  return names;
}

std::string joined(const std::string& place, const std::string& stem) {
  return place.empty() ? stem : place + "/" + stem;
}

/// "train" of "train/a"; empty when the first folder is not a split.
std::string splitOf(const std::string& place) {
  const std::string first = lowerCase(place.substr(0, place.find('/')));
  for (const char* split : {"train", "val", "valid", "validation", "test"}) {
    if (first == split) return first.starts_with("val") ? "val" : first;
  }
  return {};
}

DatasetImage imageOf(const Entry& entry, const std::string& target) {
  DatasetImage image;
  image.image = entry.path;
  image.item.id = joined(entry.place, entry.stem);
  image.item.caseName = image.item.id;
  image.item.split = splitOf(entry.place);
  image.item.target = target;
  return image;
}

std::optional<fs::path> childNamed(const fs::path& folder,
                                   std::span<const std::string_view> names) {
  std::error_code error;
  for (const std::string_view name : names) {
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      std::error_code ignored;
      const bool isIt = lowerCase(it->path().filename().string()) == name;
      if (isIt && fs::is_directory(it->path(), ignored)) return it->path();
    }
  }
  return std::nullopt;
}

/// Entries by place and name, in lower case.
class Index {
 public:
  void add(const Entry& entry) {
    entries_.emplace(joined(entry.place, lowerCase(entry.stem)), &entry);
  }

  /// The image that a mask is named after.
  [[nodiscard]] const Entry* imageOf(const Entry& mask) const {
    for (const std::string& name : imageNames(mask.stem)) {
      const auto found = entries_.find(joined(mask.place, name));
      if (found != entries_.end()) return found->second;
    }
    return nullptr;
  }

 private:
  std::map<std::string, const Entry*> entries_;
};

Error notFound(std::string detail) {
  return {ErrorCode::NotFound, std::move(detail), {}};
}

/// images/NAME.* with masks/NAME.*. An image without a mask, and a mask without an image, stay in
/// the list with their problem.
std::vector<DatasetImage> pairFolders(const Listing& images, const Listing& masks,
                                      const fs::path& maskFolder, const std::string& target) {
  std::vector<DatasetImage> result;
  std::map<const Entry*, std::size_t> places;
  Index index;
  for (const auto* list : {&images.images, &images.series}) {
    for (const Entry& entry : *list) {
      index.add(entry);
      places[&entry] = result.size();
      result.push_back(imageOf(entry, target));
    }
  }
  for (const Entry& mask : masks.images) {
    if (const Entry* entry = index.imageOf(mask)) {
      result[places[entry]].masks.push_back(mask.path);
      continue;
    }
    DatasetImage& image = result.emplace_back(imageOf(mask, target));
    image.item.id += " (mask)";
    image.problem = notFound(
        fmt::format("the mask {} has no image; expected one of the same name", mask.path.string()));
  }
  for (DatasetImage& image : result) {
    if (!image.masks.empty() || image.problem) continue;
    image.problem = notFound(fmt::format("{} has no mask; expected {}.* in {}",
                                         image.image.string(), image.item.id, maskFolder.string()));
  }
  return result;
}

/// The images of one folder, and the number of its masks.
struct Neighbours {
  std::vector<const Entry*> images, series;
  std::size_t masks = 0;

  /// For a folder with one mask: its only image, else its only DICOM series.
  [[nodiscard]] const Entry* onlyImage() const {
    if (masks != 1) return nullptr;
    if (images.size() == 1) return images.front();
    return images.empty() && series.size() == 1 ? series.front() : nullptr;
  }
};

/// Files beside each other, in the folder itself or in one for each case.
std::vector<DatasetImage> pairBeside(const Listing& listing, const std::string& target) {
  Index index;
  std::map<std::string, Neighbours> neighbours;
  for (const Entry& entry : listing.images) {
    Neighbours& there = neighbours[entry.place];
    if (isMaskName(entry.stem)) {
      ++there.masks;
      continue;
    }
    there.images.push_back(&entry);
    index.add(entry);
  }
  for (const Entry& entry : listing.series)
    neighbours[entry.place].series.push_back(&entry);

  std::vector<DatasetImage> result;
  std::map<const Entry*, std::size_t> places;
  for (const Entry& mask : listing.images) {
    if (!isMaskName(mask.stem)) continue;
    const Entry* named = index.imageOf(mask);
    const Entry* entry = named != nullptr ? named : neighbours[mask.place].onlyImage();
    if (entry == nullptr) {
      DatasetImage& image = result.emplace_back(imageOf(mask, target));
      image.problem = notFound(fmt::format(
          "the mask {} has no image beside it; expected one named like it", mask.path.string()));
      continue;
    }
    const auto [place, isNew] = places.emplace(entry, result.size());
    if (isNew) {
      DatasetImage& image = result.emplace_back(imageOf(*entry, target));
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

Result<Dataset> openFolderDataset(const fs::path& folder, const DatasetOptions& options,
                                  const JobContext& job) {
  const std::string target = fs::absolute(folder / "x").parent_path().filename().string();
  const auto imageFolder = childNamed(folder, kImageFolders);
  const auto maskFolder = childNamed(folder, kMaskFolders);
  std::vector<DatasetImage> images;
  if (imageFolder && maskFolder) {
    auto inImages = listFolder(*imageFolder, job);
    if (!inImages) return passOn(inImages);
    auto inMasks = listFolder(*maskFolder, job);
    if (!inMasks) return passOn(inMasks);
    images = pairFolders(*inImages, *inMasks, *maskFolder, target);
  } else {
    auto listing = listFolder(folder, job);
    if (!listing) return passOn(listing);
    images = pairBeside(*listing, target);
  }
  if (images.empty()) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} holds no image with a mask that Limn could find", folder.string()));
  }
  nameMasks(images);
  const bool hasVolumes = std::ranges::any_of(
      images, [](const DatasetImage& image) { return !isPictureName(image.image); });
  return makeDataset(hasVolumes ? "volumes" : "image folder", std::move(images), options, job);
}

}  // namespace limn::imaging
