// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "csv_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace limn::imaging {
namespace {

/// Reads records one after the other.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  [[nodiscard]] bool isAtEnd() const { return at_ >= text_.size(); }

  Result<CsvTable::Row> record() {
    CsvTable::Row row{line_, {}};
    bool isMore = true;
    while (isMore) {
      auto value = field();
      if (!value) return passOn(value);
      row.fields.push_back(std::move(*value));
      isMore = take(',');
    }
    take('\r');
    if (take('\n')) ++line_;
    return row;
  }

 private:
  bool take(char wanted) {
    if (isAtEnd() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  Result<std::string> field() {
    if (take('"')) return quoted();
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    std::string value(text_.substr(at_, end - at_));
    at_ = end;
    return value;
  }

  Result<std::string> quoted() {
    const std::size_t begin = line_;
    std::string value;
    while (!isAtEnd()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        value += c;
      } else if (take('"')) {
        value += '"';
      } else if (isAtEnd() ||
                 std::string_view(",\r\n").find(text_[at_]) != std::string_view::npos) {
        return value;
      } else {
        return fail(ErrorCode::Unreadable,
                    fmt::format("{}, line {}: text follows a closing quote; expected a comma or "
                                "the end of the line (a quote inside a field is written twice)",
                                name_, line_));
      }
    }
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: the quote that opens on line {} is never closed; the file is cut "
                            "or damaged",
                            name_, begin));
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Result<CsvTable> parseCsv(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvReader reader(text, name);
  CsvTable table;
  while (!reader.isAtEnd()) {
    auto row = reader.record();
    if (!row) return passOn(row);
    if (row->fields.size() == 1 && row->fields.front().empty()) continue;
    if (table.columns.empty()) {
      table.columns = std::move(row->fields);
      const std::set<std::string> distinct(table.columns.begin(), table.columns.end());
      if (distinct.size() == table.columns.size()) continue;
      return fail(
          ErrorCode::Unreadable,
          fmt::format("{}: two columns have the same name; name each one differently", name));
    }
    if (row->fields.size() != table.columns.size()) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("{}, line {}: {} fields; expected {}, as many as the first line names", name,
                      row->line, row->fields.size(), table.columns.size()));
    }
    table.rows.push_back(std::move(*row));
  }
  if (table.columns.empty()) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{} is empty; expected a first line with the names of the columns", name));
  }
  return table;
}

}  // namespace limn::imaging
