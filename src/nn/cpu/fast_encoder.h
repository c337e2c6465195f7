// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cpu/adapter.h"
#include "cpu/attention.h"
#include "cpu/grid.h"

#include <optional>
#include <vector>

namespace limn::nn::cpu {

/// ImageEncoder for inference on the CPU: the same function of the same weights, computed with
/// matrices that are packed once and memory that is kept, and without the rows that nobody reads.
/// One thread at a time.
class FastEncoder {
 public:
  /// Packs the tensors of `image_encoder` and takes them out of `state` as it goes, so that there
  /// are never two copies of all. `state` holds expectedTensors(config), contiguous fp32 on the
  /// CPU. Products with weights are in `numbers`; all else is fp32.
  FastEncoder(StateDict& state, const SamConfig& config, Numbers numbers = Numbers::Fp32);

  /// As ImageEncoder: `[B, 3, S, S]` to `[B, decoderWidth, g, g]`; `image` is fp32 on the CPU.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& image, const CancelCheck& cancelled = {});

 private:
  struct Block {
    Block(const EncoderBlock& source, std::int64_t gridSide, Numbers numbers);

    RowNorm norm1, norm2;
    PackedMatrix qkv, proj, lin1, lin2;
    GridAttention attention;
    std::optional<GridAdapter> adapter;
  };

  void embedPatches(const at::Tensor& image);
  void run(Block& block);
  void normalise(const RowNorm& norm, const Buffer& from, const Buffer& to) const;
  [[nodiscard]] at::Tensor neck();

  std::int64_t patch_, grid_, width_;
  std::int64_t images_ = 0;  // of the call under way
  PackedMatrix patchEmbed_;
  at::Tensor positions_;  // [g * g, C]
  std::vector<Block> blocks_;
  PackedMatrix neckReduce_, neckSmooth_;
  std::optional<RowNorm> neckNorm1_, neckNorm2_;
  std::vector<float> nothing_;
  Buffer tokens_, normed_, wide_, mixed_;
};

}  // namespace limn::nn::cpu
