// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/byte_tensor.h"

#include "tensor_layout.h"

#include <ATen/ops/empty.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <stdexcept>

namespace limn::nn {

at::Tensor byteTensor(std::span<const std::uint8_t> bytes, const std::vector<std::int64_t>& shape) {
  const auto count = elementCount(shape);
  if (!count || static_cast<std::size_t>(*count) != bytes.size()) {
    throw std::invalid_argument(
        c10::str(bytes.size(), " bytes for a tensor of the shape [", at::IntArrayRef(shape), "]"));
  }
  at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(at::kByte));
  std::ranges::copy(bytes, tensor.data_ptr<std::uint8_t>());
  return tensor;
}

}  // namespace limn::nn
