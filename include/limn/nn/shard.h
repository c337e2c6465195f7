// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace limn::nn {

/// What a shard says of a picture without reading its pixels. Texts are UTF-8 and may be empty.
struct ShardEntry {
  std::string id;        // unique in its data set
  std::string caseName;  // patient, volume or group that must not be split
  std::string modality, target;
};

/// One picture with its masks. The planes of `masks` are label images: every value but 0 of every
/// plane is one mask, so masks that overlap lie in different planes.
struct ShardSample {
  ShardEntry entry;
  at::Tensor image;  // [H, W, 1] or [H, W, 3] uint8
  at::Tensor masks;  // [P, H, W] uint8, P >= 1
};

/// Writes one shard: a safetensors file with tensors `N.image`, `N.masks` for sample N and the
/// entries as JSON in its metadata. Atomic. Throws CheckpointError.
void writeShard(const std::filesystem::path& file, std::span<const ShardSample> samples);

/// Shards opened for random access: headers are read at once, pixels when asked for. Safe to read
/// from several threads.
class ShardSet {
 public:
  /// Files, or folders whose `*.safetensors` are taken in order of name. Throws CheckpointError for
  /// a file that is no whole shard, and std::invalid_argument when there is no sample at all.
  explicit ShardSet(const std::vector<std::filesystem::path>& filesOrFolders);
  ShardSet(ShardSet&&) noexcept;
  ~ShardSet();

  [[nodiscard]] std::int64_t size() const;
  [[nodiscard]] const ShardEntry& entry(std::int64_t index) const;
  /// Throws CheckpointError, std::out_of_range.
  [[nodiscard]] ShardSample read(std::int64_t index) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::nn
