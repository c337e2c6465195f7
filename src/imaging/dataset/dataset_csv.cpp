// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "csv_table.h"
#include "dataset_files.h"
#include "dataset_images.h"
#include "dataset_manifest.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

Result<void> requireColumns(const CsvTable& table, const fs::path& file,
                            const ImageListOptions& options) {
  const bool isDraft = options.role == MaskRole::Draft;
  const bool hasMask = table.column("mask") || table.column(isDraft ? "draft" : "reference");
  const char* mask = isDraft ? "draft" : "mask";
  if (!table.column("image") || !hasMask) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{} has no column '{}'; expected at least image and {}, found: {}",
                    file.string(), hasMask ? "image" : mask, mask, fmt::join(table.columns, ", ")));
  }
  if (!options.split.empty() && !table.column("split")) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} has no column 'split', so '{}' cannot be chosen from it",
                            file.string(), options.split));
  }
  return {};
}

}  // namespace

Result<ImageList> listCsvImages(const fs::path& file, const ImageListOptions& options) {
  auto text = readDatasetText(file);
  if (!text) return passOn(text);
  auto table = parseCsv(*text, file.string());
  if (!table) return passOn(table);
  if (auto complete = requireColumns(*table, file, options); !complete) return passOn(complete);
  std::vector<ManifestRow> rows;
  for (const CsvTable::Row& line : table->rows) {
    ManifestRow& row = rows.emplace_back();
    row.place = fmt::format("{}, line {}", file.string(), line.line);
    for (std::size_t i = 0; i < table->columns.size(); ++i)
      row.fields[table->columns[i]] = line.fields[i];
  }
  auto images = imagesOfRows(std::move(rows), file, options.role);
  if (!images) return passOn(images);
  return ImageList{"csv", std::move(*images)};
}

}  // namespace limn::imaging
