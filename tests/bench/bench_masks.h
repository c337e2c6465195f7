// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"

#include <cstdint>

namespace limn::bench {

inline constexpr std::int64_t kSide = 512;

/// A blob with a ragged edge, a fifth of the picture: about what an organ is on a slice.
inline Mask organ(std::int64_t shift = 0) {
  Mask mask(kSide, kSide);
  for (std::int64_t y = 0; y < kSide; ++y) {
    for (std::int64_t x = 0; x < kSide; ++x) {
      const std::int64_t dx = x - kSide / 2 - shift, dy = y - kSide / 2;
      const std::int64_t ragged = (x * 7 + y * 13) % 11 * 150;
      mask.set(x, y, dx * dx + 2 * dy * dy + ragged < kSide * kSide / 12);
    }
  }
  return mask;
}

}  // namespace limn::bench
