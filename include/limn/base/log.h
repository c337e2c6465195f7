// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>

#include <filesystem>
#include <string_view>
#include <utility>

namespace limn::log {

enum class Level { Trace, Debug, Info, Warning, Error, Off };

/// Messages at `level` and above go to stderr (and to a file after toFile()). Default: Warning.
void setLevel(Level level);
/// Adds a rotating file. Returns false when it cannot be opened.
bool toFile(const std::filesystem::path& file);

[[nodiscard]] bool isEnabled(Level level);
void write(Level level, std::string_view text);

/// Patient data (names, IDs, paths of studies) may be logged at debug or below only.
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (isEnabled(Level::Debug))
    write(Level::Debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (isEnabled(Level::Info)) write(Level::Info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  if (isEnabled(Level::Warning)) {
    write(Level::Warning, fmt::format(format, std::forward<Args>(args)...));
  }
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  if (isEnabled(Level::Error))
    write(Level::Error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace limn::log
