// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_table_forms.h"
#include "limn/base/number_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

namespace limn::imaging {
namespace {

std::vector<std::string_view> linesOf(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> cellsOf(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t end = line.find('\t');
    cells.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

tl::unexpected<Error> badLine(std::size_t number, std::string_view line,
                              std::string_view expected) {
  return fail(ErrorCode::Unreadable, fmt::format("line {} is '{}'; expected {}", number + 1,
                                                 line.substr(0, 80), expected));
}

/// The seven numbers before the name; nothing unless all are there.
std::optional<std::array<double, 7>> numbersOf(std::string_view text) {
  std::array<double, 7> numbers{};
  for (double& number : numbers) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const auto value = parseNumber<double>(text.substr(0, end));
    if (!value) return std::nullopt;
    number = *value;
    text.remove_prefix(end);
  }
  return text.find_first_not_of(" \t") == std::string_view::npos ? std::optional(numbers)
                                                                 : std::nullopt;
}

bool isByte(double value) {
  return value >= 0 && value <= 255 && value == static_cast<int>(value);
}

std::string oneLine(std::string text, char forbidden, char instead) {
  for (char& c : text) {
    if (c == forbidden) c = instead;
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

/// "#RRGGBB"; nothing for anything else.
std::optional<Rgb> colourFrom(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  const auto value = parseNumber<std::uint32_t>(text.substr(1), 16);
  if (!value) return std::nullopt;
  return Rgb{static_cast<std::uint8_t>(*value >> 16), static_cast<std::uint8_t>(*value >> 8),
             static_cast<std::uint8_t>(*value)};
}

}  // namespace

Result<LabelTable> parseItkSnapLabels(std::string_view text) {
  constexpr std::string_view kExpected =
      "a label as ITK-SNAP writes it: value, red, green, blue (0 to 255), opacity, two flags, "
      "\"name\"";
  LabelTable table;
  const auto lines = linesOf(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] == '#') continue;
    const std::size_t open = line.find('"'), close = line.rfind('"');
    const bool isQuoted = open != std::string_view::npos && close > open;
    const auto numbers = isQuoted ? numbersOf(line.substr(0, open)) : std::nullopt;
    const bool isLabel = numbers && (*numbers)[0] == static_cast<int>((*numbers)[0]) &&
                         std::all_of(numbers->begin() + 1, numbers->begin() + 4, isByte);
    if (!isLabel) return badLine(i, line, kExpected);
    if ((*numbers)[0] == 0) continue;  // "Clear Label"
    auto label = addLabel(table, static_cast<std::int64_t>((*numbers)[0]),
                          std::string(line.substr(open + 1, close - open - 1)));
    if (!label) return passOn(label, fmt::format("line {}", i + 1));
    const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>((*numbers)[k]); };
    (*label)->color = {byte(1), byte(2), byte(3)};
    (*label)->visible = (*numbers)[5] != 0;
  }
  if (table.labels.empty()) return fail(ErrorCode::Unreadable, "it has no labels");
  return table;
}

std::string itkSnapLabels(const LabelTable& table) {
  std::string text =
      "################################################\n"
      "# ITK-SnAP Label Description File\n"
      "# File format:\n"
      "# IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL\n"
      "################################################\n"
      "    0     0    0    0        0  0  0    \"Clear Label\"\n";
  for (const LabelInfo& label : table.labels) {
    text += fmt::format("{:>5} {:>5} {:>4} {:>4}        1  {}  {}    \"{}\"\n", label.id,
                        label.color.r, label.color.g, label.color.b, label.visible ? 1 : 0,
                        label.visible ? 1 : 0, oneLine(label.name, '"', '\''));
  }
  return text;
}

Result<LabelTable> parseBidsLabels(std::string_view text) {
  const auto lines = linesOf(text);
  const auto header = lines.empty() ? std::vector<std::string_view>() : cellsOf(lines[0]);
  const auto columnOf = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
  };
  const std::size_t index = columnOf("index"), name = columnOf("name"), colour = columnOf("color");
  if (index == header.size() || name == header.size())
    return fail(ErrorCode::Unreadable,
                "its first line does not name the columns index and name, with tabs between");
  LabelTable table;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const auto cells = cellsOf(lines[i]);
    const auto value =
        cells.size() == header.size() ? parseNumber<std::int64_t>(cells[index]) : std::nullopt;
    if (!value) {
      return badLine(i, lines[i],
                     fmt::format("{} cells with tabs between, and a whole number as "
                                 "index",
                                 header.size()));
    }
    if (*value == 0) continue;
    auto label = addLabel(table, *value, std::string(cells[name]));
    if (!label) return passOn(label, fmt::format("line {}", i + 1));
    if (colour == header.size() || cells[colour] == "n/a") continue;
    const auto stated = colourFrom(cells[colour]);
    if (!stated) return badLine(i, lines[i], "a color such as #FF0080, or n/a");
    (*label)->color = *stated;
  }
  return table;
}

std::string bidsLabels(const LabelTable& table) {
  std::string text = "index\tname\tcolor\n0\tBackground\tn/a\n";
  for (const LabelInfo& label : table.labels) {
    text += fmt::format("{}\t{}\t#{:02X}{:02X}{:02X}\n", label.id, oneLine(label.name, '\t', ' '),
                        label.color.r, label.color.g, label.color.b);
  }
  return text;
}

}  // namespace limn::imaging
