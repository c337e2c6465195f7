// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/product.h"
#include "cpu/workspace.h"

// Buffers as the operands of products, and the sizes of tiles.

namespace limn::nn::cpu {

/// No instruction set has more rows in a tile (Kernels::tileRows).
inline constexpr std::int64_t kMostTileRows = 16;

/// The smallest multiple of `step` that is not less than `value`.
[[nodiscard]] inline std::int64_t roundUp(std::int64_t value, std::int64_t step) {
  return (value + step - 1) / step * step;
}

/// The first `count` rows of a buffer as the left operand.
[[nodiscard]] inline Rows leftRows(const Buffer& buffer, std::int64_t count) {
  return {buffer.data(), count, buffer.stride()};
}

/// A product that replaces what the buffer holds.
[[nodiscard]] inline Target into(const Buffer& buffer, Activation activation = Activation::None) {
  return {buffer.data(), buffer.stride(), activation};
}

/// A product that is added to what the buffer holds.
[[nodiscard]] inline Target addedTo(const Buffer& buffer) {
  return {buffer.data(), buffer.stride(), Activation::None, buffer.data(), buffer.stride()};
}

}  // namespace limn::nn::cpu
