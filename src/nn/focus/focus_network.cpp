// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/focus_network.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <c10/core/GradMode.h>
#include <c10/util/StringUtil.h>

#include <cmath>
#include <utility>

namespace limn::nn {

namespace {

constexpr double kNormEps = 1e-5, kNormMomentum = 0.05;

at::Tensor doubled(const at::Tensor& x) {
  return at::upsample_bilinear2d(x, {2 * x.size(2), 2 * x.size(3)}, false);
}

/// Share of each mask's area that lies on the border of the view, `[B, M, 1]`.
at::Tensor borderShare(const at::Tensor& masks, const at::Tensor& area) {
  const std::int64_t last = masks.size(2) - 1;
  const at::Tensor border = masks.select(2, 0).sum(2) + masks.select(2, last).sum(2) +
                            masks.select(3, 0).sum(2) + masks.select(3, last).sum(2);
  return (border / area.squeeze(2).sqrt()).unsqueeze(2);
}

}  // namespace

FocusNetwork::FocusNetwork(std::map<std::string, at::Tensor> tensors, FocusShape shape,
                           FocusForm form, at::ScalarType type)
    : tensors_(std::move(tensors)), shape_(std::move(shape)), form_(form), type_(type) {}

const at::Tensor& FocusNetwork::weight(const std::string& name) const {
  return tensors_.at(name);
}

at::Tensor FocusNetwork::conv(const at::Tensor& x, const std::string& name, std::int64_t stride,
                              bool training) const {
  const at::Tensor kernel =
      weight(name + ".weight").to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  const std::int64_t padding = kernel.size(2) / 2;
  if (form_ == FocusForm::Folded) {
    return at::conv2d(x, kernel, weight(name + ".bias").to(type_), stride, padding);
  }
  return at::batch_norm(at::conv2d(x, kernel, {}, stride, padding), weight(name + ".norm.weight"),
                        weight(name + ".norm.bias"), weight(name + ".norm.mean"),
                        weight(name + ".norm.variance"), training, kNormMomentum, kNormEps, false);
}

at::Tensor FocusNetwork::blocks(at::Tensor x, const std::string& name, std::int64_t count,
                                bool training) const {
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string block = c10::str(name, ".", i);
    const at::Tensor inner = at::relu(conv(x, block + ".first", 1, training));
    x = at::relu(conv(inner, block + ".second", 1, training) + x);
  }
  return x;
}

// In fp32: the grid is small.
at::Tensor FocusNetwork::attention(const at::Tensor& x) const {
  const std::int64_t batch = x.size(0), width = x.size(1), heads = shape_.attentionHeads;
  at::Tensor tokens = x.to(at::kFloat).flatten(2).transpose(1, 2);  // [B, N, C]
  const auto linear = [this](const at::Tensor& t, const std::string& name) {
    return at::linear(t, weight(name + ".weight"), weight(name + ".bias"));
  };
  const auto norm = [&](const at::Tensor& t, const std::string& name) {
    return at::layer_norm(t, {width}, weight(name + ".weight"), weight(name + ".bias"), kNormEps);
  };
  for (std::int64_t i = 0; i < shape_.attentionBlocks; ++i) {
    const std::string name = c10::str("attention.", i);
    const at::Tensor qkv = linear(norm(tokens, name + ".norm1"), name + ".qkv")
                               .view({batch, -1, 3, heads, width / heads})
                               .permute({2, 0, 3, 1, 4});
    const double scale = 1 / std::sqrt(static_cast<double>(width / heads));
    const at::Tensor mixing = at::matmul(qkv[0] * scale, qkv[1].transpose(2, 3)).softmax(-1);
    const at::Tensor mixed = at::matmul(mixing, qkv[2]).transpose(1, 2).reshape({batch, -1, width});
    tokens = tokens + linear(mixed, name + ".proj");
    tokens = tokens + linear(at::gelu(linear(norm(tokens, name + ".norm2"), name + ".lin1")),
                             name + ".lin2");
  }
  return tokens.transpose(1, 2).reshape(x.sizes()).to(type_).contiguous(
      at::MemoryFormat::ChannelsLast);
}

// Each mask is scored by what the network sees inside it and where it is uncertain, so that any
// mask can be scored, the base as well. The score does not teach the masks.
at::Tensor FocusNetwork::scores(const at::Tensor& coarsest, const at::Tensor& finest,
                                const at::Tensor& masks) const {
  const at::Tensor features = finest.to(at::kFloat).flatten(2).transpose(1, 2);  // [B, N, C]
  const at::Tensor p = at::avg_pool2d(masks.detach().sigmoid(), {2, 2});
  const at::Tensor inside = p.flatten(2), open = inside * (1 - inside);  // [B, M, N]
  const at::Tensor area = inside.sum(2, true) + 1, openArea = open.sum(2, true) + 0.1;
  const at::Tensor whole =
      coarsest.to(at::kFloat).mean({2, 3}).unsqueeze(1).expand({-1, masks.size(1), -1});
  const at::Tensor numbers = at::cat(
      {area / static_cast<double>(inside.size(2)), openArea / area.sqrt(), borderShare(p, area)},
      2);
  const at::Tensor seen = at::cat(
      {whole, at::matmul(inside, features) / area, at::matmul(open, features) / openArea, numbers},
      2);
  const at::Tensor hidden =
      at::relu(at::linear(seen, weight("score.first.weight"), weight("score.first.bias")));
  return at::linear(hidden, weight("score.second.weight"), weight("score.second.bias"))
      .sigmoid()
      .squeeze(2);
}

FocusOutput FocusNetwork::operator()(const at::Tensor& input, const at::Tensor& base,
                                     bool training) const {
  const at::Tensor seen = input.to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  const auto count = [this](std::int64_t level) {
    return shape_.blocks[static_cast<std::size_t>(level)];
  };
  std::vector<at::Tensor> skips;
  at::Tensor x = seen;
  for (std::int64_t level = 0; level < shape_.levels(); ++level) {
    const std::string name = c10::str("encoder.", level);
    x = blocks(at::relu(conv(x, name + ".enter", 2, training)), name, count(level), training);
    skips.push_back(x);
  }
  x = attention(x);
  const at::Tensor coarsest = x;
  for (std::int64_t level = shape_.levels() - 2; level >= 0; --level) {
    const std::string name = c10::str("decoder.", level);
    const at::Tensor entered = doubled(conv(x, name + ".enter", 1, training));
    x = at::relu(entered + skips[static_cast<std::size_t>(level)]);
    x = blocks(x, name, count(level), training);
  }
  const at::Tensor fine = at::relu(doubled(conv(x, "head.enter", 1, training)));
  const at::Tensor mixed = at::relu(conv(at::cat({fine, seen}, 1), "head.mix", 1, training));
  const at::Tensor change = at::conv2d(mixed, weight("head.mask.weight").to(type_),
                                       weight("head.mask.bias").to(type_), 1, 1);
  FocusOutput out;
  out.logits = base + change.to(at::kFloat);
  out.iou = scores(coarsest, x, at::cat({out.logits, base}, 1));
  return out;
}

std::map<std::string, at::Tensor> foldedFocusTensors(
    const std::map<std::string, at::Tensor>& trainable, const FocusShape& shape) {
  const c10::AutoGradMode noGrad(false);
  std::map<std::string, at::Tensor> folded;
  for (const TensorSpec& spec : focusTensors(shape, FocusForm::Folded)) {
    const auto stem = spec.name.substr(0, spec.name.rfind('.'));
    const auto gamma = trainable.find(stem + ".norm.weight");
    if (gamma == trainable.end()) {
      folded[spec.name] = trainable.at(spec.name).detach();
      continue;
    }
    const at::Tensor scale =
        gamma->second.detach() / (trainable.at(stem + ".norm.variance") + kNormEps).sqrt();
    folded[spec.name] =
        spec.name.ends_with(".bias")
            ? trainable.at(stem + ".norm.bias").detach() - trainable.at(stem + ".norm.mean") * scale
            : trainable.at(spec.name).detach() * scale.view({-1, 1, 1, 1});
  }
  return folded;
}

}  // namespace limn::nn
