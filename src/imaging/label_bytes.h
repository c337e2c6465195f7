// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace limn::imaging {

/// How many bytes a label takes in a file.
enum class LabelWidth { Byte, Word };

[[nodiscard]] inline LabelWidth labelWidth(std::span<const LabelId> labels) {
  const bool small = std::all_of(labels.begin(), labels.end(), [](LabelId v) { return v < 256; });
  return small ? LabelWidth::Byte : LabelWidth::Word;
}

/// Labels as little-endian bytes.
[[nodiscard]] inline std::vector<std::byte> labelBytes(std::span<const LabelId> labels,
                                                       LabelWidth width) {
  std::vector<std::byte> bytes(labels.size() * (width == LabelWidth::Byte ? 1 : 2));
  if (width == LabelWidth::Word) {
    std::memcpy(bytes.data(), labels.data(), bytes.size());
  } else {
    std::transform(labels.begin(), labels.end(), bytes.begin(),
                   [](LabelId v) { return static_cast<std::byte>(v); });
  }
  return bytes;
}

}  // namespace limn::imaging
