// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limn::imaging {

/// A table of text with named columns.
struct CsvTable {
  struct Row {
    std::size_t line = 0;             // where it begins in the file, from 1
    std::vector<std::string> fields;  // as many as there are columns
  };
  std::vector<std::string> columns;
  std::vector<Row> rows;

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

/// Comma-separated values as RFC 4180 has them: quoted fields may hold commas, line ends and
/// doubled quotes. The first line names the columns. Empty lines and a byte order mark
/// are ignored. `name` is the file's, for messages.
[[nodiscard]] Result<CsvTable> parseCsv(std::string_view text, const std::string& name);

}  // namespace limn::imaging
