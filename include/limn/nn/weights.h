// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "limn/nn/sam_config.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::nn {

/// Name and shape of one tensor of a checkpoint.
struct TensorSpec {
  std::string name;
  std::vector<std::int64_t> shape;
};

/// Every tensor of a checkpoint of this architecture, in the order of the network's forward pass.
[[nodiscard]] std::vector<TensorSpec> expectedTensors(const SamConfig& config);

/// Holds the names and shapes of `state` against `config`. Throws CheckpointError(file, ...) that
/// names up to five missing, extra or misshapen tensors and counts them all.
void checkStateDict(const StateDict& state, const SamConfig& config,
                    const std::filesystem::path& file = {});

/// Weights without the adapters; `config.adapter` becomes false, the family stays.
void dropAdapters(StateDict& state, SamConfig& config);

/// Weights for another input size: resizes `pos_embed` and the global blocks' `rel_pos` tables
/// (bilinear, align_corners=false) and sets `config.imageSize`. Throws std::invalid_argument when
/// the size is not a positive multiple of the patch.
void resizeInput(StateDict& state, SamConfig& config, std::int64_t imageSize);

/// All floating tensors as contiguous fp32 on the CPU.
void convertToFloat(StateDict& state);
/// All floating tensors as contiguous fp16 on the CPU, half the size on disk. Throws
/// std::invalid_argument that names a tensor whose numbers fp16 cannot hold.
void convertToHalf(StateDict& state);

}  // namespace limn::nn
