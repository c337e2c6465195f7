// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/dataset.h"

#include "dataset_images.h"
#include "dataset_text.h"
#include "door.h"
#include "labelled_picture.h"

#include <fmt/core.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

std::string lowerName(const fs::path& path) {
  std::string name = path.filename().string();
  for (char& c : name)
    c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

template <std::size_t N>
bool endsWithOneOf(const std::string& name, const std::array<std::string_view, N>& suffixes) {
  for (const std::string_view suffix : suffixes) {
    if (name.ends_with(suffix)) return true;
  }
  return false;
}

Result<void> keepSplit(std::vector<DatasetImage>& images, const std::string& split) {
  if (split.empty()) return {};
  std::set<std::string> known;
  for (const DatasetImage& image : images)
    known.insert(image.item.split);
  if (!known.contains(split)) {
    std::string names;
    for (const std::string& name : known)
      names += (names.empty() ? "'" : ", '") + name + "'";
    return fail(ErrorCode::NotFound,
                fmt::format("the data set has no split '{}'; it has {}", split, names));
  }
  std::erase_if(images, [&](const DatasetImage& image) { return image.item.split != split; });
  return {};
}

Result<void> checkIds(const std::vector<DatasetImage>& images) {
  std::unordered_set<std::string_view> seen;
  for (const DatasetImage& image : images) {
    if (seen.insert(image.item.id).second) continue;
    return fail(ErrorCode::Mismatch,
                fmt::format("the id '{}' comes twice in the data set, the second time with {}; "
                            "expected each id once",
                            image.item.id, image.image.string()));
  }
  return {};
}

Result<Dataset> openAny(const fs::path& path, const DatasetOptions& options) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is no such file or folder", path.string()));
  }
  const fs::path manifest = fs::is_directory(status) ? path / "index.csv" : path;
  if (lowerName(manifest).ends_with(".csv") && fs::exists(manifest, error)) {
    return openCsvDataset(manifest, options);
  }
  return fail(ErrorCode::Unsupported,
              fmt::format("{} is no data set that Limn knows; expected a CSV manifest with the "
                          "columns image and mask",
                          path.string()));
}

}  // namespace

bool isVolumeName(const fs::path& path) {
  constexpr std::array<std::string_view, 7> kSuffixes{".nii", ".nii.gz", ".nrrd", ".nhdr",
                                                      ".mha", ".mhd",    ".mgz"};
  return endsWithOneOf(lowerName(path), kSuffixes);
}

bool isPictureName(const fs::path& path) {
  constexpr std::array<std::string_view, 4> kSuffixes{".png", ".jpg", ".jpeg", ".bmp"};
  return endsWithOneOf(lowerName(path), kSuffixes);
}

Result<std::string> readDatasetText(const fs::path& file) {
  constexpr std::uintmax_t kLongest = std::uintmax_t{1} << 30;
  std::error_code error;
  const auto size = fs::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !in)
    return fail(ErrorCode::Unreadable, fmt::format("cannot open {}", file.string()));
  if (size > kLongest) {
    return fail(ErrorCode::Unsupported, fmt::format("{} has {} bytes; manifests of up to {} are "
                                                    "read",
                                                    file.string(), size, kLongest));
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<Dataset> makeDataset(std::string form, std::vector<DatasetImage> images,
                            const DatasetOptions& options) {
  if (auto done = keepSplit(images, options.split); !done) return passOn(done);
  if (auto done = checkIds(images); !done) return passOn(done);
  Dataset dataset{std::move(form), {}, {}};
  for (DatasetImage& image : images) {
    image.item.files = {image.image};
    image.item.files.insert(image.item.files.end(), image.masks.begin(), image.masks.end());
    dataset.items.push_back(image.item);
  }
  const auto kept = std::make_shared<const std::vector<DatasetImage>>(std::move(images));
  dataset.read = [kept](std::size_t index) -> Result<LabelledPicture> {
    if (index >= kept->size()) {
      return fail(ErrorCode::OutOfRange,
                  fmt::format("item {} of {} was asked for", index, kept->size()));
    }
    const DatasetImage& image = (*kept)[index];
    return atTheDoor("reading " + image.item.id, [&] { return readLabelledPicture(image); });
  };
  return dataset;
}

Result<Dataset> openDataset(const fs::path& path, const DatasetOptions& options) {
  return atTheDoor("opening " + path.string(), [&] { return openAny(path, options); });
}

}  // namespace limn::imaging
