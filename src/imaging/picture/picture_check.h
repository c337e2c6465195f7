// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace limn::imaging {

enum class PictureKind { None, Png, Jpeg, Bmp };

/// By the first bytes.
[[nodiscard]] PictureKind pictureKind(std::span<const std::byte> bytes);
[[nodiscard]] std::string pictureKindName(PictureKind kind);

struct PictureSize {
  std::int64_t width = 0, height = 0;
};

/// Checks the whole file before it is decoded: every part must be there (decoders fill missing ones
/// with grey), PNG checksums must be right, and the picture must fit in memory.
[[nodiscard]] Result<PictureSize> checkPicture(std::span<const std::byte> bytes,
                                               const std::string& name);

}  // namespace limn::imaging
