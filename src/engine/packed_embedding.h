// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/nn/predictor.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace limn::engine {

/// Features rounded to fp16; unchanged when a number is outside its range. Predictions use these,
/// so that an embedding from a cache, which stores fp16, gives exactly the same mask as one that
/// was just computed.
[[nodiscard]] at::Tensor roundedForKeeping(const at::Tensor& features);

/// Sizes and frame, then the features: fp16 where that loses nothing, else fp32.
[[nodiscard]] std::vector<std::byte> packEmbedding(const nn::ImageEmbedding& embedding);
/// The inverse, on the CPU in fp32. Mismatch when the bytes are not an embedding of this
/// network.
[[nodiscard]] Result<nn::ImageEmbedding> unpackEmbedding(std::span<const std::byte> bytes,
                                                         const nn::SamConfig& config);

/// The part of a device's name that an embedding depends on: "cuda:1 fp16" is "cuda fp16", "cpu (2
/// threads)" is "cpu".
[[nodiscard]] std::string arithmeticOf(const std::string& deviceName);

}  // namespace limn::engine
