// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "picture_tensor.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace limn::engine {

Result<at::Tensor> pixelsOf(const core::SlicePicture& picture) {
  if (picture.width < 1 || picture.height < 1 ||
      static_cast<std::int64_t>(picture.rgb.size()) != 3 * picture.width * picture.height) {
    return fail(ErrorCode::Internal,
                fmt::format("a picture of {}x{} pixels with {} bytes cannot be encoded",
                            picture.width, picture.height, picture.rgb.size()));
  }
  return at::from_blob(const_cast<std::uint8_t*>(picture.rgb.data()),
                       {picture.height, picture.width, 3}, at::kByte);
}

Mask maskFrom(const at::Tensor& logits) {
  constexpr std::int64_t kGroup = 64;  // pixels; most groups are outside the mask and are skipped
  Mask mask(logits.size(1), logits.size(0));
  const float* row = logits.data_ptr<float>();
  for (std::int64_t y = 0; y < mask.height(); ++y, row += mask.width()) {
    for (std::int64_t begin = 0; begin < mask.width(); begin += kGroup) {
      const std::int64_t end = std::min(begin + kGroup, mask.width());
      int inside = 0;
      for (std::int64_t x = begin; x < end; ++x)
        inside += row[x] > 0 ? 1 : 0;
      for (std::int64_t x = begin; inside > 0 && x < end; ++x) {
        if (row[x] > 0) mask.set(x, y);
      }
    }
  }
  return mask;
}

at::Tensor logitsOf(const Mask& mask) {
  at::Tensor logits = at::full({mask.height(), mask.width()}, -1, at::kFloat);
  auto* value = logits.data_ptr<float>();
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x, ++value) {
      if (mask.test(x, y)) *value = 1;
    }
  }
  return logits;
}

}  // namespace limn::engine
