// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// JSON files: a manifest, which is a list of objects, or SAM-Med2D's published form:
// image2label_train.json has a list of masks for each image, label2image_test.json the image of
// each mask; every mask is a file of its own.

#include "dataset_files.h"
#include "dataset_images.h"
#include "dataset_manifest.h"

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

Result<Json> readDocument(const fs::path& file) {
  auto text = readDatasetText(file);
  if (!text) return passOn(text);
  return Json::parse(*text, nullptr, false);
}

/// The field of a manifest as text; an object {"1": "liver"} as "1=liver;".
std::string textOf(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return value.dump();
  std::string text;
  for (const auto& [id, name] : value.items())
    text += fmt::format("{}={};", id, name.is_string() ? name.get<std::string>() : name.dump());
  return text;
}

Result<ImageList> listManifest(const Json& entries, const fs::path& file, MaskRole role) {
  std::vector<ManifestRow> rows;
  for (const Json& entry : entries) {
    ManifestRow& row = rows.emplace_back();
    row.place = fmt::format("{}, entry {}", file.string(), rows.size());
    if (!entry.is_object())
      return fail(ErrorCode::Unreadable, fmt::format("{}: expected an object", row.place));
    for (const auto& [name, value] : entry.items())
      row.fields[name] = textOf(value);
  }
  auto images = imagesOfRows(std::move(rows), file, role);
  if (!images) return passOn(images);
  return ImageList{"json", std::move(*images)};
}

/// Pairs of image and mask, in the order of the file.
Result<std::vector<std::pair<std::string, std::string>>> pairsOf(const Json& document,
                                                                 const fs::path& file) {
  const auto wrong = [&](const std::string& key) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is not in SAM-Med2D's form{}; expected an object of "
                            "image: [mask, ...] or of mask: image, or a list of objects with "
                            "image and mask",
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

Result<void> appendImages(std::vector<DatasetImage>& images, const Json& document,
                          const fs::path& file) {
  auto pairs = pairsOf(document, file);
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

Result<ImageList> listJsonImages(const std::vector<fs::path>& files,
                                 const ImageListOptions& options) {
  ImageList list{"sam-med2d json", {}};
  for (const fs::path& file : files) {
    auto document = readDocument(file);
    if (!document) return passOn(document);
    const Json entries = document->is_object() ? document->value("cases", Json()) : *document;
    if (entries.is_array() && !entries.empty() && entries.front().is_object())
      return listManifest(entries, file, options.role);
    if (auto done = appendImages(list.images, *document, file); !done) return passOn(done);
  }
  shortenIds(list.images);
  return list;
}

}  // namespace limn::imaging
