// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/formula.h"
#include "limn/nn/weights.h"
#include "support/test_paths.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

namespace limn::nn::test {

/// The repository's golden vectors.
[[nodiscard]] inline std::filesystem::path goldenFolder() {
  return limn::test::dataFolder() / "nn";
}

/// Reproducible numbers in -1..1.
[[nodiscard]] inline at::Tensor noise(const std::string& name, std::vector<std::int64_t> shape) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape)
    count *= side;
  return formulaNoise(name, count).to(at::kFloat).view(shape);
}

/// A reproducible `[height, width, 3]` uint8 picture.
[[nodiscard]] inline at::Tensor picture(std::int64_t height, std::int64_t width) {
  return noise("picture", {height, width, 3}).mul(127).add(128).to(at::kByte);
}

[[nodiscard]] inline double largestDifference(const at::Tensor& a, const at::Tensor& b) {
  return a.sub(b).abs().max().item<double>();
}

}  // namespace limn::nn::test
