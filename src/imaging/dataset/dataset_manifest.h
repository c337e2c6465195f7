// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/image_list.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limn::imaging {

/// One row of a manifest, CSV or JSON: its fields by name.
struct ManifestRow {
  std::string place;  // "list.csv, line 3", for messages
  std::map<std::string, std::string> fields;
};

/// The images of the rows of `file`. Unreadable names the row that is not complete.
[[nodiscard]] Result<std::vector<DatasetImage>> imagesOfRows(std::vector<ManifestRow> rows,
                                                             const std::filesystem::path& file,
                                                             MaskRole role);

}  // namespace limn::imaging
