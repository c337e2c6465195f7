// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dataset_files.h"
#include "dataset_images.h"
#include "limn/imaging/csv_table.h"

#include <fmt/core.h>

#include <charconv>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

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
                  fmt::format("{}: '{}' is no class; expected id=name;id=name with ids from 1 to "
                              "65535",
                              place, entry));
    }
    classes[id] = entry.substr(static_cast<std::size_t>(number.ptr + 1 - entry.data()));
  }
  return classes;
}

/// The fields of a row; unknown columns go to `other`.
Result<DatasetImage> imageOf(const CsvTable& table, const CsvTable::Row& row,
                             const fs::path& file) {
  const std::string place = fmt::format("{}, line {}", file.string(), row.line);
  DatasetImage image;
  DatasetItem& item = image.item;
  std::string picture, mask, classes;
  const std::map<std::string, std::string*> known{
      {"id", &item.id},         {"image", &picture},         {"mask", &mask},
      {"split", &item.split},   {"classes", &classes},       {"case", &item.caseName},
      {"target", &item.target}, {"modality", &item.modality}};
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto field = known.find(table.columns[i]);
    (field == known.end() ? item.other[table.columns[i]] : *field->second) = row.fields[i];
  }
  if (picture.empty() || mask.empty()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: the {} column is empty; expected a path relative to the file",
                            place, picture.empty() ? "image" : "mask"));
  }
  auto ids = parseClasses(classes, place);
  if (!ids) return passOn(ids);
  image.classes = std::move(*ids);
  image.image = file.parent_path() / picture;
  image.masks = {file.parent_path() / mask};
  if (item.id.empty()) item.id = fs::path(picture).replace_extension().generic_string();
  if (item.caseName.empty()) item.caseName = item.id;
  return image;
}

}  // namespace

Result<Dataset> openCsvDataset(const fs::path& file, const DatasetOptions& options,
                               const JobContext& job) {
  auto text = readDatasetText(file);
  if (!text) return passOn(text);
  auto table = parseCsv(*text, file.string());
  if (!table) return passOn(table);
  for (const char* needed : {"image", "mask"}) {
    if (table->column(needed)) continue;
    std::string columns;
    for (const std::string& name : table->columns)
      columns += (columns.empty() ? "" : ", ") + name;
    return fail(ErrorCode::Unreadable,
                fmt::format("{} has no column '{}'; expected at least image and mask, found: {}",
                            file.string(), needed, columns));
  }
  if (!options.split.empty() && !table->column("split")) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} has no column 'split', so '{}' cannot be chosen from it",
                            file.string(), options.split));
  }
  std::vector<DatasetImage> images;
  for (const CsvTable::Row& row : table->rows) {
    auto image = imageOf(*table, row, file);
    if (!image) return passOn(image);
    images.push_back(std::move(*image));
  }
  return makeDataset("csv", std::move(images), options, job);
}

}  // namespace limn::imaging
