// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"
#include "prompt_encoder.h"

#include <ATen/core/Tensor.h>

#include <array>

namespace limn::nn {

/// What the network is fed, and where it came from.
struct PreparedImage {
  at::Tensor input;  // [1, 3, S, S] float
  InputFrame frame;
};

/// Mean of SAM's training images, the grey that padding with zeros stands for.
inline constexpr std::array<double, 3> kMeanColour{123.675, 116.28, 103.53};

/// Where prepareSamMed2d() puts an image of this size.
[[nodiscard]] InputFrame samMed2dFrame(std::int64_t height, std::int64_t width, std::int64_t side);
/// The source index of each target index, as cv::resize with INTER_NEAREST picks it.
[[nodiscard]] at::Tensor nearestIndices(std::int64_t source, std::int64_t target);

// Images are `[H, W, 3]` uint8 on the CPU; `side` is S. Each family has its own way in:

/// Both sides under S: normalised, then padded with zeros around the centre. Otherwise resized to
/// S x S with the nearest pixel by OpenCV's rule, aspect not kept, and normalised.
[[nodiscard]] PreparedImage prepareSamMed2d(const at::Tensor& rgb, std::int64_t side);
/// Longer side resized to S (bilinear, averaging when it shrinks), normalised, zeros right and
/// below.
[[nodiscard]] PreparedImage prepareSam(const at::Tensor& rgb, std::int64_t side);
/// Resized to S x S (bicubic, to whole grey values), aspect not kept, then min-max to 0..1. The
/// published script resizes with cubic splines instead, which no LibTorch operator offers.
[[nodiscard]] PreparedImage prepareMedSam(const at::Tensor& rgb, std::int64_t side);
[[nodiscard]] PreparedImage prepareImage(Family family, const at::Tensor& rgb, std::int64_t side);

// ... and its own way back, from low-res logits `[B, N, q, q]` to logits `[B, N, H, W]` whose sign
// says inside:

/// Bilinear to S, then the content cropped out (padded images) or bilinear to the original size.
[[nodiscard]] at::Tensor restoreSamMed2d(const at::Tensor& lowRes, const InputFrame& frame,
                                         std::int64_t side);
/// Bilinear to S, the padding cropped off, bilinear to the original size.
[[nodiscard]] at::Tensor restoreSam(const at::Tensor& lowRes, const InputFrame& frame,
                                    std::int64_t side);
/// Probabilities bilinear to the original size in one step, then logits again.
[[nodiscard]] at::Tensor restoreMedSam(const at::Tensor& lowRes, const InputFrame& frame);
[[nodiscard]] at::Tensor restoreMask(Family family, const at::Tensor& lowRes,
                                     const InputFrame& frame, std::int64_t side);

/// Prompts in original pixels to network input for one mask. Throws std::invalid_argument for a
/// label other than 0 and 1, a coordinate that is not finite, a box whose corners are swapped, a
/// mask of another size, or when there is no prompt at all.
[[nodiscard]] PromptTensors preparePrompts(const Prompts& prompts, const InputFrame& frame,
                                           const SamConfig& config);

}  // namespace limn::nn
