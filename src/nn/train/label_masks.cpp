// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/label_masks.h"

#include <ATen/ops/zeros.h>

#include <array>
#include <vector>

namespace limn::nn {

at::Tensor masksOfLabels(const at::Tensor& labels, std::int64_t minPixels) {
  const std::int64_t planes = labels.size(0), pixels = labels.size(1) * labels.size(2);
  const auto* values = labels.data_ptr<std::uint8_t>();
  std::vector<std::array<std::int64_t, 256>> maskOf(static_cast<std::size_t>(planes));
  std::int64_t count = 0;
  for (auto& counts : maskOf) {
    counts.fill(0);
    for (std::int64_t i = 0; i < pixels; ++i)
      ++counts[values[i]];
    counts[0] = -1;
    for (std::size_t id = 1; id < counts.size(); ++id)
      counts[id] = counts[id] > 0 && counts[id] >= minPixels ? count++ : -1;
    values += pixels;
  }
  at::Tensor masks = at::zeros({count, labels.size(1), labels.size(2)}, at::kByte);
  auto* out = masks.data_ptr<std::uint8_t>();
  values = labels.data_ptr<std::uint8_t>();
  for (const auto& maskOfId : maskOf) {
    for (std::int64_t i = 0; i < pixels; ++i) {
      const std::int64_t mask = maskOfId[values[i]];
      if (mask >= 0) out[mask * pixels + i] = 1;
    }
    values += pixels;
  }
  return masks;
}

}  // namespace limn::nn
