// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/sam_config.h"

#include <filesystem>
#include <string>

namespace limn::apps {

/// A checkpoint that was read and found to be a network of the SAM family.
struct CheckpointInfo {
  nn::StateDict state;
  nn::SamConfig config;
  std::string dtype;  // of most of the weights: "float32", "float16", "bfloat16"
  std::int64_t parameters = 0;
};

/// Unreadable for a damaged file, Mismatch for tensors of another architecture, NotFound. `family`
/// replaces the family that the file states, unless it is empty.
[[nodiscard]] Result<CheckpointInfo> openCheckpoint(const std::filesystem::path& file,
                                                    const std::string& family);

}  // namespace limn::apps
