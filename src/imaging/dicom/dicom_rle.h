// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <span>
#include <vector>

namespace limn::imaging {

struct RleShape {
  std::size_t pixels = 0;
  std::size_t samples = 1;
  std::size_t cellBytes = 1;
};

/// Unpacks one frame of DICOM's RLE: cells in little endian, samples of a pixel side by side. Our
/// own code, because DCMTK's does not check the offsets in the frame. Unreadable when the frame is
/// damaged.
[[nodiscard]] Result<std::vector<std::byte>> unpackRle(std::span<const std::byte> packed,
                                                       const RleShape& shape);

}  // namespace limn::imaging
