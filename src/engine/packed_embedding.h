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

/// Features with nothing in them that fp16 does not hold (but for numbers beyond its range, which
/// leave all as they are). The network is asked with these, so that an embedding from a cache,
/// which keeps fp16, gives the same mask to the bit as one just made.
[[nodiscard]] at::Tensor roundedForKeeping(const at::Tensor& features);

/// Sizes and frame, then the features: fp16 where that loses nothing, else fp32.
[[nodiscard]] std::vector<std::byte> packEmbedding(const nn::ImageEmbedding& embedding);
/// Its inverse, on the CPU in fp32. Mismatch when the bytes are not of an embedding of this
/// network.
[[nodiscard]] Result<nn::ImageEmbedding> unpackEmbedding(std::span<const std::byte> bytes,
                                                         const nn::SamConfig& config);

/// What of a device's name an embedding depends on: "cuda:1 fp16" is "cuda fp16", "cpu (2 threads)"
/// is "cpu".
[[nodiscard]] std::string arithmeticOf(const std::string& deviceName);

}  // namespace limn::engine
