// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "limn/nn/sam_config.h"

#include <cstdint>

namespace limn::nn {

/// Random weights to train from, as SAM's code begins: linear and convolution layers uniform in
/// ±1/sqrt(fan in) (He et al. 2015 as LibTorch applies it), norms 1 and 0, embeddings normal,
/// position tables 0. The same for the same seed.
[[nodiscard]] StateDict initialWeights(const SamConfig& config, std::uint64_t seed);

}  // namespace limn::nn
