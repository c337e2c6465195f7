// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace limn::nn {

/// safetensors' spelling ("F32") of the dtypes that checkpoints may hold; empty for others.
[[nodiscard]] std::string_view dtypeCode(at::ScalarType type);
[[nodiscard]] std::optional<at::ScalarType> dtypeFromCode(std::string_view code);

/// Element count of a shape, nothing when a size is negative, there are more than 64 dimensions or
/// the product (zeros taken as ones) does not fit 63 bits.
[[nodiscard]] std::optional<std::int64_t> elementCount(std::span<const std::int64_t> shape);

/// One past the last element that a strided tensor touches; `offset` when it is empty. Nothing
/// when offset or a stride is negative or the result does not fit 63 bits.
[[nodiscard]] std::optional<std::int64_t> stridedEnd(std::int64_t offset,
                                                     std::span<const std::int64_t> shape,
                                                     std::span<const std::int64_t> stride);

/// A new one-dimensional tensor with `count` elements read from `offset` on (bytes). The range is
/// checked before memory is taken.
[[nodiscard]] at::Tensor readElements(const ByteSource& source, std::uint64_t offset,
                                      std::int64_t count, at::ScalarType type);

}  // namespace limn::nn
