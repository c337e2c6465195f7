// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace limn::apps {

/// True for a file that is a checkpoint by its content (zip of PyTorch, legacy pickle, safetensors)
/// or has the suffix of one (.pth, .pt, .ckpt, .safetensors).
[[nodiscard]] bool looksLikeCheckpoint(const std::filesystem::path& file);

}  // namespace limn::apps
