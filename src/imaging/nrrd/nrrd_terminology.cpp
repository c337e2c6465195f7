// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nrrd_terminology.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace limn::imaging {
namespace {

constexpr std::string_view kKey = "TerminologyEntry:";
constexpr std::string_view kTypes = "Segmentation category and type - DICOM master list";
constexpr std::string_view kRegions = "Anatomic codes - DICOM master list";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Code codeFrom(std::string_view text) {
  const auto parts = split(text, '^');
  if (parts.size() != 3) return {};
  return {std::string(parts[1]), std::string(parts[0]), std::string(parts[2])};
}

std::string textOf(const Code& code) {
  std::string text = fmt::format("{}^{}^{}", code.scheme, code.value, code.meaning);
  std::ranges::replace_if(
      text, [](char c) { return c == '~' || c == '|'; }, '-');
  return text;
}

}  // namespace

LabelCodes codesFromTags(std::string_view tags) {
  const std::size_t start = tags.find(kKey);
  if (start == std::string_view::npos) return {};
  tags.remove_prefix(start + kKey.size());
  auto parts = split(tags.substr(0, tags.find('|')), '~');
  if (parts.size() < 4) return {};
  parts.resize(7);
  return {codeFrom(parts[1]), codeFrom(parts[2]), codeFrom(parts[3]), codeFrom(parts[5]),
          codeFrom(parts[6])};
}

std::string tagsFromCodes(const LabelCodes& codes) {
  if (codes == LabelCodes{}) return "|";
  return fmt::format("{}{}~{}~{}~{}~{}~{}~{}|", kKey, kTypes, textOf(codes.category),
                     textOf(codes.type), textOf(codes.typeModifier), kRegions, textOf(codes.region),
                     textOf(codes.regionModifier));
}

}  // namespace limn::imaging
