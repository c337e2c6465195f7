// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "tensor_layout.h"

#include <ATen/ops/empty.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace limn::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "checkpoints are little-endian");

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> kDtypes{{
    {"F64", at::kDouble},
    {"F32", at::kFloat},
    {"F16", at::kHalf},
    {"BF16", at::kBFloat16},
    {"I64", at::kLong},
    {"I32", at::kInt},
    {"I16", at::kShort},
    {"I8", at::kChar},
    {"U8", at::kByte},
    {"BOOL", at::kBool},
}};
constexpr std::size_t kMostDimensions = 64;

}  // namespace

std::string_view dtypeCode(at::ScalarType type) {
  const auto* found = std::ranges::find(kDtypes, type, [](const auto& row) { return row.second; });
  return found == kDtypes.end() ? std::string_view{} : found->first;
}

std::optional<at::ScalarType> dtypeFromCode(std::string_view code) {
  const auto* found = std::ranges::find(kDtypes, code, [](const auto& row) { return row.first; });
  if (found == kDtypes.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> elementCount(std::span<const std::int64_t> shape) {
  if (shape.size() > kMostDimensions) return std::nullopt;
  std::int64_t count = 1;
  bool isEmpty = false;
  for (const std::int64_t size : shape) {
    if (size < 0) return std::nullopt;
    isEmpty = isEmpty || size == 0;
    if (__builtin_mul_overflow(count, std::max<std::int64_t>(size, 1), &count)) return std::nullopt;
  }
  return isEmpty ? 0 : count;
}

std::optional<std::int64_t> stridedEnd(std::int64_t offset, std::span<const std::int64_t> shape,
                                       std::span<const std::int64_t> stride) {
  if (offset < 0 || std::ranges::any_of(stride, [](std::int64_t s) { return s < 0; })) {
    return std::nullopt;
  }
  if (std::ranges::find(shape, 0) != shape.end()) return offset;
  std::int64_t last = offset;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    std::int64_t reach = 0;
    if (__builtin_mul_overflow(shape[i] - 1, stride[i], &reach)) return std::nullopt;
    if (__builtin_add_overflow(last, reach, &last)) return std::nullopt;
  }
  if (__builtin_add_overflow(last, 1, &last)) return std::nullopt;
  return last;
}

at::Tensor readElements(const ByteSource& source, std::uint64_t offset, std::int64_t count,
                        at::ScalarType type) {
  const std::uint64_t bytes = static_cast<std::uint64_t>(count) * c10::elementSize(type);
  if (offset > source.size() || bytes > source.size() - offset) {
    source.fail(c10::str("expected ", bytes, " bytes of weights at ", offset,
                         ", but the file ends at ", source.size(), "; it is cut or damaged"));
  }
  at::Tensor tensor = at::empty({count}, at::TensorOptions().dtype(type));
  source.read(offset,
              {static_cast<std::byte*>(tensor.data_ptr()), static_cast<std::size_t>(bytes)});
  return tensor;
}

}  // namespace limn::nn
