// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_encoder.h"

#include "cpu/operands.h"
#include "cpu/team.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace limn::nn::cpu {

namespace {

constexpr double kNeckEps = 1e-6;

PackedMatrix pack(const Linear& linear, Numbers numbers) {
  return PackedMatrix(linear.weight, linear.bias, numbers);
}

/// The patch kernel as taps of one image line each: (channel, line in the patch).
PackedMatrix packPatches(const Conv& conv, Numbers numbers) {
  const at::Tensor& weight = conv.weight;  // [C, 3, p, p]
  return PackedMatrix(weight.flatten(1, 2), conv.bias, numbers);
}

/// Lets go of the tensors whose names begin with `prefix`.
void takeAway(StateDict& state, const std::string& prefix) {
  std::erase_if(state.tensors, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

}  // namespace

FastEncoder::Block::Block(const EncoderBlock& source, std::int64_t gridSide, Numbers numbers)
    : norm1(source.norm1),
      norm2(source.norm2),
      qkv(pack(source.attn.qkv, numbers)),
      proj(pack(source.attn.proj, numbers)),
      lin1(pack(source.lin1, numbers)),
      lin2(pack(source.lin2, numbers)),
      attention(source.attn, gridSide) {
  if (!source.adapter.empty()) adapter.emplace(source.adapter.front(), gridSide, numbers);
}

FastEncoder::FastEncoder(StateDict& state, const SamConfig& config, Numbers numbers)
    : patch_(config.patchSize), grid_(config.gridSide()), width_(config.encoderWidth) {
  const std::string prefix = "image_encoder.";
  const WeightScope scope = WeightScope(state) / "image_encoder";
  blocks_.reserve(static_cast<std::size_t>(config.encoderDepth));
  for (std::int64_t i = 0; i < config.encoderDepth; ++i) {
    blocks_.emplace_back(EncoderBlock(scope / "blocks" / i, config, i), grid_, numbers);
    takeAway(state, prefix + "blocks." + std::to_string(i) + ".");
  }
  SamConfig ends = config;
  ends.encoderDepth = 0;
  const ImageEncoder source(scope, ends);
  patchEmbed_ = packPatches(source.patch_embed, numbers);
  positions_ = source.pos_embed.detach().reshape({grid_ * grid_, width_}).contiguous();
  neckReduce_ = packKernel(source.neckReduce.weight, numbers);
  neckSmooth_ = packKernel(source.neckSmooth.weight, numbers);
  neckNorm1_.emplace(source.neckNorm1.weight, source.neckNorm1.bias, kNeckEps);
  neckNorm2_.emplace(source.neckNorm2.weight, source.neckNorm2.bias, kNeckEps);
  nothing_.resize(static_cast<std::size_t>(std::max(width_, neckReduce_.columns())));
  takeAway(state, prefix);
}

void FastEncoder::embedPatches(const at::Tensor& image) {
  const std::int64_t tokens = grid_ * grid_, count = images_ * tokens;
  const std::int64_t side = image.size(3), channels = image.size(1);
  tokens_.resize(count, width_);
  for (std::int64_t row = 0; row < count; ++row) {
    std::copy_n(positions_.data_ptr<float>() + row % tokens * width_, width_, tokens_.row(row));
  }
  std::vector<const float*> lines;
  lines.reserve(static_cast<std::size_t>(channels * patch_ * count));
  for (std::int64_t tap = 0; tap < channels * patch_; ++tap) {
    for (std::int64_t row = 0; row < count; ++row) {
      const std::int64_t plane = row / tokens * channels + tap / patch_, cell = row % tokens;
      const std::int64_t y = cell / grid_ * patch_ + tap % patch_, x = cell % grid_ * patch_;
      lines.push_back(image.data_ptr<float>() + (plane * side + y) * side + x);
    }
  }
  multiply({std::move(lines), count}, patchEmbed_, addedTo(tokens_));
}

void FastEncoder::normalise(const RowNorm& norm, const Buffer& from, const Buffer& to) const {
  forEach(images_ * grid_, [&](std::int64_t line) {
    for (std::int64_t row = line * grid_; row < (line + 1) * grid_; ++row)
      norm(from.row(row), to.row(row));
  });
}

void FastEncoder::run(Block& block) {
  const std::int64_t count = images_ * grid_ * grid_;
  normalise(block.norm1, tokens_, normed_);
  wide_.resize(count, block.qkv.columns());
  multiply(leftRows(normed_, count), block.qkv, into(wide_));
  block.attention(wide_, images_, mixed_);
  multiply(leftRows(mixed_, count), block.proj, addedTo(tokens_));

  normalise(block.norm2, tokens_, normed_);
  wide_.resize(count, block.lin1.columns());
  multiply(leftRows(normed_, count), block.lin1, into(wide_, Activation::Gelu));
  multiply(leftRows(wide_, count), block.lin2, addedTo(tokens_));
  if (block.adapter) (*block.adapter)(normed_, images_, tokens_);
}

at::Tensor FastEncoder::neck() {
  const std::int64_t count = images_ * grid_ * grid_, channels = neckReduce_.columns();
  mixed_.resize(count, std::max(channels, width_));
  wide_.resize(count, channels);
  multiply(leftRows(tokens_, count), neckReduce_, into(mixed_));
  normalise(*neckNorm1_, mixed_, mixed_);
  const ConvShape shape{grid_, grid_, 1, -1, -1, 3};
  multiply(convRows(mixed_, images_, shape, nothing_.data()), neckSmooth_, into(wide_));
  at::Tensor out = at::empty({images_, grid_, grid_, channels}, at::kFloat);
  for (std::int64_t row = 0; row < count; ++row)
    (*neckNorm2_)(wide_.row(row), out.data_ptr<float>() + row * channels);
  return out.permute({0, 3, 1, 2}).contiguous();
}

at::Tensor FastEncoder::operator()(const at::Tensor& image, const CancelCheck& cancelled) {
  const at::Tensor pixels = image.contiguous();
  images_ = pixels.size(0);
  embedPatches(pixels);
  normed_.resize(images_ * grid_ * grid_, width_);
  mixed_.resize(images_ * grid_ * grid_, width_);
  for (Block& block : blocks_) {
    if (cancelled && cancelled()) throw Cancelled();
    run(block);
  }
  return neck();
}

}  // namespace limn::nn::cpu
