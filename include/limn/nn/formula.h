// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "limn/nn/sam_config.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace limn::nn {

// Weights and images that anyone can rebuild from a formula (tests/data/nn/README.md): a full-size
// network can be tested and timed where no checkpoint is at hand. They segment nothing.

/// `u` of the formula: `count` numbers in -1..1 that depend on `name` alone, fp64.
[[nodiscard]] at::Tensor formulaNoise(std::string_view name, std::int64_t count);

/// Every tensor of expectedTensors(config), fp32.
[[nodiscard]] StateDict formulaStateDict(const SamConfig& config);

/// A blurred blob with noise, `[1, 3, size, size]`, as the network is fed.
[[nodiscard]] at::Tensor formulaImage(std::string_view tag, std::int64_t size);

/// A blurred rectangle as mask prompt, `[1, 1, side, side]`, a probability.
[[nodiscard]] at::Tensor formulaMask(std::int64_t side);

}  // namespace limn::nn
