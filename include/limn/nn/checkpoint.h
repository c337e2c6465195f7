// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

#include "limn/nn/sam_config.h"

namespace limn::nn {

/// A checkpoint file that cannot be used. The text names what was expected and what was found; the
/// file's name is in file().
class CheckpointError : public std::runtime_error {
 public:
  CheckpointError(std::filesystem::path file, const std::string& what)
      : std::runtime_error(file.string() + ": " + what), file_(std::move(file)) {}
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

/// Named tensors on the CPU in their stored dtype, plus the file's string metadata.
/// Tensors of one file may share storage and may overlap; treat them as read-only.
struct StateDict {
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, std::string> metadata;  // `__metadata__` of safetensors; else empty
};

/// Reads `.safetensors`, zip `.pth` or legacy `.pth` (told apart by content, not by name).
/// Never executes anything of a pickle: only opcodes that build tensors, dicts, lists and scalars
/// are interpreted, other globals become inert values, and each size is bounded by the file.
/// Finds the weights under `model`, `state_dict`, `model_state_dict` or at the top, and strips
/// `module.` prefixes. Only those tensors are read from disk, so the memory taken is theirs.
/// Throws CheckpointError and nothing else.
[[nodiscard]] StateDict readCheckpoint(const std::filesystem::path& file);

/// Every tensor of a checkpoint, optimizer state included: names are the keys on the way to it,
/// joined by dots, prefixes kept. To look into a file; may be empty. Throws CheckpointError.
[[nodiscard]] StateDict readAllTensors(const std::filesystem::path& file);

/// Writes tensors and metadata in safetensors form to a temporary name, syncs, then renames.
/// Throws CheckpointError; on failure nothing is left behind and an older file stays.
void writeSafetensors(const std::filesystem::path& file, const StateDict& state);

/// SHA-256 of a file's bytes, 64 hex digits, as a manifest lists it. Throws CheckpointError.
[[nodiscard]] std::string hashFile(const std::filesystem::path& file);

/// Architecture from tensor shapes alone (model.md, "Checkpoints in the wild"); a `limn.family` entry
/// of the metadata or `family` decides the family, else adapters mean SAM-Med2D and their absence
/// SAM. Throws CheckpointError(file, ...) that names the tensor which does not fit.
[[nodiscard]] SamConfig inferConfig(const StateDict& state, std::optional<Family> family = {},
                                    const std::filesystem::path& file = {});

/// Metadata of our own form: `limn.family`, `limn.config` (JSON) and `format` = "pt".
[[nodiscard]] std::map<std::string, std::string> configMetadata(const SamConfig& config);

}  // namespace limn::nn
