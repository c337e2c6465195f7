// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "prompt_encoder.h"

#include "prompt_sketch.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <limits>
#include <numbers>

namespace limn::nn {

std::int64_t batchOf(const PromptTensors& prompts) {
  for (const at::Tensor& part : {prompts.coords, prompts.boxes, prompts.masks}) {
    if (part.defined()) return part.size(0);
  }
  return 1;
}

PromptEncoder::PromptEncoder(const WeightScope& scope, const SamConfig& config)
    : gaussian((scope / "pe_layer").tensor("positional_encoding_gaussian_matrix")),
      not_a_point_embed((scope / "not_a_point_embed").tensor("weight")),
      no_mask_embed((scope / "no_mask_embed").tensor("weight")),
      down1(scope / "mask_downscaling" / 0),
      down2(scope / "mask_downscaling" / 3),
      widen(scope / "mask_downscaling" / 6),
      norm1(scope / "mask_downscaling" / 1),
      norm2(scope / "mask_downscaling" / 4),
      imageSize(config.imageSize),
      gridSide(config.gridSide()),
      sketchedPrompts(config.sketchedPrompts) {
  for (std::size_t i = 0; i < point_embeddings.size(); ++i) {
    point_embeddings[i] =
        (scope / "point_embeddings" / static_cast<std::int64_t>(i)).tensor("weight");
  }
}

// [..., 2] in 0..1 to [..., C]
at::Tensor PromptEncoder::encodePositions(const at::Tensor& unitCoords) const {
  const at::Tensor phase = at::matmul(2.0 * unitCoords - 1.0, gaussian) * (2.0 * std::numbers::pi);
  return at::cat({phase.sin(), phase.cos()}, -1);
}

at::Tensor PromptEncoder::densePositions() const {
  const at::Tensor line =
      (at::arange(gridSide, gaussian.options()) + 0.5) / static_cast<double>(gridSide);
  const at::Tensor x = line.unsqueeze(0).expand({gridSide, gridSide});
  const at::Tensor y = line.unsqueeze(1).expand({gridSide, gridSide});
  return encodePositions(at::stack({x, y}, -1)).permute({2, 0, 1}).unsqueeze(0);
}

// Without a box one padding point, which is not a point, ends the list.
at::Tensor PromptEncoder::embedPoints(at::Tensor coords, at::Tensor labels, bool boxFollows) const {
  coords = coords.to(gaussian.options()) + 0.5;
  labels = labels.to(gaussian.device(), at::kLong);
  if (!boxFollows) {
    coords = at::cat({coords, at::zeros({coords.size(0), 1, 2}, coords.options())}, 1);
    labels = at::cat({labels, at::full({labels.size(0), 1}, -1, labels.options())}, 1);
  }
  const at::Tensor kind = labels.unsqueeze(-1);  // [B, N, 1]
  const at::Tensor position = encodePositions(coords / static_cast<double>(imageSize));
  const auto where = [&](std::int64_t label) { return kind.eq(label).to(gaussian.scalar_type()); };
  return position * kind.ne(-1).to(gaussian.scalar_type()) + where(-1) * not_a_point_embed +
         where(0) * point_embeddings[0] + where(1) * point_embeddings[1];
}

at::Tensor PromptEncoder::embedBoxes(const at::Tensor& boxes) const {
  const at::Tensor corners = boxes.to(gaussian.options()).reshape({-1, 2, 2}) + 0.5;
  const at::Tensor kind = at::stack({point_embeddings[2], point_embeddings[3]}, 1);  // [1, 2, C]
  return encodePositions(corners / static_cast<double>(imageSize)) + kind;
}

at::Tensor PromptEncoder::embedMasks(const at::Tensor& masks) const {
  at::Tensor x = at::gelu(norm1(down1(masks.to(gaussian.options()), 2)));
  x = at::gelu(norm2(down2(x, 2)));
  return widen(x);
}

PromptEmbedding PromptEncoder::embedDense(const PromptTensors& prompts) const {
  const std::int64_t width = no_mask_embed.size(1);
  const at::Tensor masks =
      sketchedPrompts ? sketchOf(prompts, imageSize, 4 * gridSide) : prompts.masks;
  PromptEmbedding out;
  out.hasMask = masks.defined();
  if (sketchedPrompts) out.prior = priorOf(masks);
  out.dense =
      out.hasMask
          ? embedMasks(masks)
          : no_mask_embed.view({1, width, 1, 1}).expand({batchOf(prompts), -1, gridSide, gridSide});
  return out;
}

PromptEmbedding PromptEncoder::operator()(const PromptTensors& prompts) const {
  const std::int64_t batch = batchOf(prompts);
  const std::int64_t width = no_mask_embed.size(1);
  std::vector<at::Tensor> tokens;
  if (prompts.coords.defined()) {
    tokens.push_back(embedPoints(prompts.coords, prompts.labels, prompts.boxes.defined()));
  }
  if (prompts.boxes.defined()) tokens.push_back(embedBoxes(prompts.boxes));

  PromptEmbedding out = embedDense(prompts);
  if (prompts.maySkipPoints && prompts.labels.defined()) {
    const at::Tensor skipped = prompts.labels.to(gaussian.device()).eq(kNoPoint);
    const std::int64_t others =
        tokens.front().size(1) - skipped.size(1) + (prompts.boxes.defined() ? 2 : 0);
    out.sparseBias =
        at::constant_pad_nd(at::zeros(skipped.sizes(), gaussian.options())
                                .masked_fill(skipped, -std::numeric_limits<double>::infinity()),
                            {0, others});
  }
  out.sparse =
      tokens.empty() ? at::zeros({batch, 0, width}, gaussian.options()) : at::cat(tokens, 1);
  return out;
}

}  // namespace limn::nn
