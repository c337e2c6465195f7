// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace limn {

/// The whole text as one number (white space around it and a leading '+' are allowed), or nothing.
/// The decimal sign is a point in every locale. All numbers of files, scripts and settings are read
/// with this or with nlohmann::json; strtod, sscanf and stod follow the user's locale.
template <class T>
[[nodiscard]] std::optional<T> parseNumber(std::string_view text, int base = 10) {
  constexpr std::string_view kSpace(" \t\r\n\0", 5);
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  if (text.front() == '+' && text.substr(0, 2) != "+-") text.remove_prefix(1);
  T value{};
  std::from_chars_result read{};
  if constexpr (std::is_floating_point_v<T>) {
    read = std::from_chars(text.data(), text.data() + text.size(), value);
  } else {
    read = std::from_chars(text.data(), text.data() + text.size(), value, base);
  }
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace limn
