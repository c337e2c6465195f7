// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_manifest.h"

#include "dataset_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

using Fields = std::map<std::string, std::string>;

/// Removes a field and returns its text; empty when there is none.
std::string take(Fields& fields, const std::string& name) {
  auto field = fields.extract(name);
  return field ? std::move(field.mapped()) : std::string();
}

/// Likewise for a field with two possible names.
std::string takeEither(Fields& fields, const std::string& first, const std::string& second) {
  std::string text = take(fields, first);
  return text.empty() ? take(fields, second) : text;
}

/// "1=aorta;2=vena cava" as a table.
Result<std::map<int, std::string>> parseClasses(const std::string& text, const std::string& place) {
  std::map<int, std::string> classes;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string entry = text.substr(at, end - at);
    at = end + 1;
    if (entry.find_first_not_of(' ') == std::string::npos) continue;
    const char* first = entry.data() + entry.find_first_not_of(' ');
    int id = 0;
    const auto number = std::from_chars(first, entry.data() + entry.size(), id);
    if (number.ec != std::errc{} || number.ptr == entry.data() + entry.size() ||
        *number.ptr != '=' || id < 1 || id > 65535) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("{}: '{}' is not a class; expected id=name;id=name with ids from 1 "
                              "to 65535",
                              place, entry));
    }
    classes[id] = entry.substr(static_cast<std::size_t>(number.ptr + 1 - entry.data()));
  }
  return classes;
}

fs::path beside(const fs::path& file, const std::string& path) {
  return path.empty() ? fs::path() : (file.parent_path() / path).lexically_normal();
}

/// Fields that are not known go to `other`.
Result<DatasetImage> imageOfRow(ManifestRow row, const fs::path& file, MaskRole role) {
  const bool isDraft = role == MaskRole::Draft;
  Fields& fields = row.fields;
  const std::string picture = take(fields, "image");
  const std::string mask =
      isDraft ? takeEither(fields, "draft", "mask") : takeEither(fields, "mask", "reference");
  if (picture.empty() || mask.empty()) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{}: '{}' is empty or absent; expected a path relative to the file", row.place,
                    picture.empty() ? "image"
                    : isDraft       ? "draft"
                                    : "mask"));
  }
  auto classes = parseClasses(
      isDraft ? takeEither(fields, "labels", "classes") : take(fields, "classes"), row.place);
  if (!classes) return passOn(classes);
  DatasetImage image;
  image.classes = std::move(*classes);
  image.image = beside(file, picture);
  image.masks = {beside(file, mask)};
  if (isDraft) image.reference = beside(file, take(fields, "reference"));
  DatasetItem& item = image.item;
  item.id = take(fields, "id");
  if (item.id.empty())
    item.id = isDraft ? imageStem(picture) : fs::path(picture).replace_extension().generic_string();
  item.caseName = take(fields, "case");
  if (item.caseName.empty()) item.caseName = item.id;
  item.split = take(fields, "split");
  item.modality = take(fields, "modality");
  item.target = take(fields, "target");
  item.other = std::move(fields);
  return image;
}

}  // namespace

Result<std::vector<DatasetImage>> imagesOfRows(std::vector<ManifestRow> rows, const fs::path& file,
                                               MaskRole role) {
  std::vector<DatasetImage> images;
  for (ManifestRow& row : rows) {
    auto image = imageOfRow(std::move(row), file, role);
    if (!image) return passOn(image);
    images.push_back(std::move(*image));
  }
  return images;
}

}  // namespace limn::imaging
