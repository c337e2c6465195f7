// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// SAM-Med2D's published form: image2label_train.json has a list of masks for each image,
// label2image_test.json the image of each mask; every mask is a file of its own.

#include "dataset_files.h"
#include "dataset_images.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

/// "liver_000" -> "liver"; unchanged where no number follows.
std::string withoutNumber(const std::string& text) {
  const std::size_t line = text.rfind('_');
  const bool isNumbered =
      line != std::string::npos && line > 0 && line + 1 < text.size() &&
      std::all_of(text.begin() + static_cast<std::ptrdiff_t>(line) + 1, text.end(), isDigit);
  return isNumbered ? text.substr(0, line) : text;
}

std::vector<std::string> splitAtDashes(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = text.find("--", at)) != std::string::npos; at = end + 2)
    parts.push_back(text.substr(at, end - at));
  parts.push_back(text.substr(at));
  return parts;
}

std::string modalityOfPrefix(const std::string& prefix) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames{
      {{"ct", "CT"}, {"mr", "MR"}, {"us", "US"}, {"pet", "PET"}, {"x_ray", "X-ray"}}};
  std::string name = withoutNumber(prefix);
  for (const auto& [spelling, modality] : kNames) {
    if (lowerCase(name) == spelling) return std::string(modality);
  }
  if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

/// SA-Med2D-20M names a slice MODALITY_NN--SET--VOLUME--SLICE, the demonstration set VOLUME_SLICE.
void describeByName(DatasetItem& item, const std::string& stem) {
  const std::vector<std::string> parts = splitAtDashes(stem);
  if (parts.size() >= 4) {
    item.modality = modalityOfPrefix(parts[0]);
    item.target = parts[1];
    item.caseName = parts[1] + "--" + parts[2];
    return;
  }
  const std::string volume = withoutNumber(stem);
  item.caseName = std::any_of(volume.begin(), volume.end(), isDigit) ? volume : stem;
}

/// The name of a mask: its file name without that of its image and without the number.
std::string maskName(const fs::path& mask, const std::string& image) {
  const std::string stem = imageStem(mask);
  if (!stem.starts_with(image) || stem.size() == image.size()) return stem;
  const std::size_t start = stem.find_first_not_of("_-", image.size());
  return start == std::string::npos ? stem : withoutNumber(stem.substr(start));
}

/// Paths are relative to the file's folder or, as published, to the folder around it.
fs::path resolve(const fs::path& manifest, const std::string& path) {
  const fs::path folder = fs::absolute(manifest).parent_path();
  std::error_code ignored;
  if (fs::path(path).is_absolute() || fs::exists(folder / path, ignored)) return folder / path;
  const fs::path around = folder.parent_path() / path;
  return fs::exists(around, ignored) ? around : folder / path;
}

/// Pairs of image and mask, in the order of the file.
Result<std::vector<std::pair<std::string, std::string>>> readPairs(const fs::path& file) {
  auto text = readDatasetText(file);
  if (!text) return passOn(text);
  const Json document = Json::parse(*text, nullptr, false);
  const auto wrong = [&](const std::string& key) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is not in SAM-Med2D's form{}; expected an object of "
                            "image: [mask, ...] or of mask: image",
                            file.string(), key.empty() ? "" : " (see '" + key + "')"));
  };
  if (!document.is_object()) return wrong({});
  const bool isByMask = lowerCase(file.filename().string()).starts_with("label2image");
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [key, value] : document.items()) {
    const Json list = value.is_string() ? Json::array({value}) : value;
    if (!list.is_array() || list.empty()) return wrong(key);
    for (const Json& entry : list) {
      if (!entry.is_string()) return wrong(key);
      const auto other = entry.get<std::string>();
      pairs.push_back(isByMask ? std::pair(other, key) : std::pair(key, other));
    }
  }
  return pairs;
}

Result<void> appendImages(std::vector<DatasetImage>& images, const fs::path& file) {
  auto pairs = readPairs(file);
  if (!pairs) return passOn(pairs);
  const bool isTest = lowerCase(imageStem(file)).find("test") != std::string::npos;
  const std::string set = fs::absolute(file).parent_path().filename().string();
  std::map<std::string, std::size_t> places;  // of an image in `images`
  for (const auto& [image, mask] : *pairs) {
    const auto [place, isNew] = places.emplace(image, images.size());
    if (isNew) {
      DatasetImage& added = images.emplace_back();
      added.image = resolve(file, image);
      added.kind = DatasetImage::MaskKind::OneEach;
      added.item.id = fs::path(image).replace_extension().generic_string();
      added.item.split = isTest ? "test" : "train";
      added.item.target = set;
      describeByName(added.item, imageStem(image));
    }
    DatasetImage& entry = images[place->second];
    entry.masks.push_back(resolve(file, mask));
    entry.maskNames.push_back(maskName(mask, imageStem(image)));
  }
  return {};
}

/// File names without folders as ids, where they are unique.
void shortenIds(std::vector<DatasetImage>& images) {
  std::set<std::string> stems;
  for (const DatasetImage& image : images)
    stems.insert(imageStem(image.image));
  if (stems.size() != images.size()) return;
  for (DatasetImage& image : images)
    image.item.id = imageStem(image.image);
}

}  // namespace

Result<Dataset> openJsonDataset(const std::vector<fs::path>& files, const DatasetOptions& options,
                                const JobContext& job) {
  std::vector<DatasetImage> images;
  for (const fs::path& file : files) {
    if (auto done = appendImages(images, file); !done) return passOn(done);
  }
  shortenIds(images);
  return makeDataset("sam-med2d json", std::move(images), options, job);
}

}  // namespace limn::imaging
