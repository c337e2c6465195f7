// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"

#include <cstring>
#include <string>
#include <string_view>

namespace limn::nn {

/// Reads forwards through a part of a source, a window at a time.
class PickleInput {
 public:
  PickleInput(const ByteSource& source, std::uint64_t begin, std::uint64_t end)
      : source_(source), windowStart_(begin), end_(end) {}

  [[nodiscard]] std::uint64_t position() const { return windowStart_ + at_; }
  [[nodiscard]] const ByteSource& source() const { return source_; }

  /// A little-endian number.
  template <typename T>
  [[nodiscard]] T number() {
    T value;
    need(sizeof value);
    std::memcpy(&value, window_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  /// `count` bytes. The end is checked before memory is taken.
  [[nodiscard]] std::string bytes(std::uint64_t count);
  /// Up to the next line feed, which is dropped.
  [[nodiscard]] std::string line();

 private:
  void need(std::uint64_t count);

  const ByteSource& source_;
  std::string window_;
  std::uint64_t windowStart_;
  std::size_t at_ = 0;
  std::uint64_t end_;
};

}  // namespace limn::nn
