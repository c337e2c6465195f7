// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace limn::apps {

/// A hash of all that decides what a piece of work gives, to find out whether it was done already.
/// Not cryptographic.
class WorkKey {
 public:
  void add(std::string_view text);
  /// Size, first and last bytes of a file; names and sizes in a folder. Neither the path nor the
  /// time, so that a copy of the data gives the same key.
  void addFile(const std::filesystem::path& path);
  /// 16 hexadecimal digits.
  [[nodiscard]] std::string text() const;

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325U;  // FNV-1a
};

}  // namespace limn::apps
