// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/number_list.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace limn::batch {
namespace {

std::optional<double> parseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

Result<std::vector<double>> parseNumbers(std::string_view option, std::string_view form,
                                         std::string_view text,
                                         const std::vector<std::size_t>& counts) {
  const auto refused = [&] {
    return fail(ErrorCode::WrongUse, fmt::format("{} expects {}, found '{}'", option, form, text));
  };
  std::vector<double> numbers;
  std::string_view rest = text;
  while (true) {
    const std::size_t comma = rest.find(',');
    const auto number = parseNumber(rest.substr(0, comma));
    if (!number) return refused();
    numbers.push_back(*number);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  if (std::ranges::find(counts, numbers.size()) == counts.end()) return refused();
  return numbers;
}

}  // namespace limn::batch
