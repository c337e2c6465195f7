// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_linear1d.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <unordered_map>

namespace limn::nn {

namespace {

using Shape = std::vector<std::int64_t>;

/// Collects the tensors of one part of the network under its name.
class SpecList {
 public:
  void add(std::string name, Shape shape) { specs_.push_back({std::move(name), std::move(shape)}); }
  void weightAndBias(const std::string& name, Shape weight, std::int64_t bias) {
    add(name + ".weight", std::move(weight));
    add(name + ".bias", {bias});
  }
  void linear(const std::string& name, std::int64_t in, std::int64_t out) {
    weightAndBias(name, {out, in}, out);
  }
  void norm(const std::string& name, std::int64_t width) { weightAndBias(name, {width}, width); }
  [[nodiscard]] std::vector<TensorSpec> take() { return std::move(specs_); }

 private:
  std::vector<TensorSpec> specs_;
};

bool isGlobal(const SamConfig& config, std::int64_t block) {
  return std::ranges::find(config.globalBlocks, block) != config.globalBlocks.end();
}

void addAdapter(SpecList& list, const std::string& name, const SamConfig& c) {
  const std::int64_t width = c.encoderWidth;
  list.norm(name + ".norm", width);
  list.add(name + ".channel.0.weight", {c.adapterHidden, width});
  list.add(name + ".channel.2.weight", {width, c.adapterHidden});
  list.add(name + ".spatial.0.weight", {width, width, 3, 3});
  list.add(name + ".spatial.2.weight", {width, width, 4, 4});
}

void addEncoderBlock(SpecList& list, const SamConfig& c, std::int64_t index) {
  const std::string block = "image_encoder.blocks." + std::to_string(index);
  const std::int64_t width = c.encoderWidth;
  const std::int64_t side = isGlobal(c, index) ? c.gridSide() : c.windowSide;
  const Shape relPos{2 * side - 1, width / c.encoderHeads};
  list.norm(block + ".norm1", width);
  list.add(block + ".attn.rel_pos_h", relPos);
  list.add(block + ".attn.rel_pos_w", relPos);
  list.linear(block + ".attn.qkv", width, 3 * width);
  list.linear(block + ".attn.proj", width, width);
  list.norm(block + ".norm2", width);
  list.linear(block + ".mlp.lin1", width, c.encoderMlp);
  list.linear(block + ".mlp.lin2", c.encoderMlp, width);
  if (c.adapter) addAdapter(list, block + ".Adapter", c);
}

void addImageEncoder(SpecList& list, const SamConfig& c) {
  const std::int64_t out = c.decoderWidth;
  list.add("image_encoder.pos_embed", {1, c.gridSide(), c.gridSide(), c.encoderWidth});
  list.weightAndBias("image_encoder.patch_embed.proj",
                     {c.encoderWidth, 3, c.patchSize, c.patchSize}, c.encoderWidth);
  for (std::int64_t i = 0; i < c.encoderDepth; ++i)
    addEncoderBlock(list, c, i);
  list.add("image_encoder.neck.0.weight", {out, c.encoderWidth, 1, 1});
  list.norm("image_encoder.neck.1", out);
  list.add("image_encoder.neck.2.weight", {out, out, 3, 3});
  list.norm("image_encoder.neck.3", out);
}

void addPromptEncoder(SpecList& list, const SamConfig& c) {
  const std::string name = "prompt_encoder";
  const std::int64_t width = c.decoderWidth;
  list.add(name + ".pe_layer.positional_encoding_gaussian_matrix", {2, width / 2});
  for (int i = 0; i < 4; ++i) {
    list.add(name + ".point_embeddings." + std::to_string(i) + ".weight", {1, width});
  }
  list.add(name + ".not_a_point_embed.weight", {1, width});
  const std::int64_t first = c.maskInChannels / 4;
  list.weightAndBias(name + ".mask_downscaling.0", {first, 1, 2, 2}, first);
  list.norm(name + ".mask_downscaling.1", first);
  list.weightAndBias(name + ".mask_downscaling.3", {c.maskInChannels, first, 2, 2},
                     c.maskInChannels);
  list.norm(name + ".mask_downscaling.4", c.maskInChannels);
  list.weightAndBias(name + ".mask_downscaling.6", {width, c.maskInChannels, 1, 1}, width);
  list.add(name + ".no_mask_embed.weight", {1, width});
}

void addDecoderAttention(SpecList& list, const std::string& name, std::int64_t width,
                         std::int64_t inner) {
  for (const char* part : {".q_proj", ".k_proj", ".v_proj"})
    list.linear(name + part, width, inner);
  list.linear(name + ".out_proj", inner, width);
}

void addTransformer(SpecList& list, const SamConfig& c) {
  const std::string name = "mask_decoder.transformer";
  const std::int64_t width = c.decoderWidth;
  const std::int64_t inner = width / c.attentionDownsample;
  for (std::int64_t i = 0; i < c.decoderDepth; ++i) {
    const std::string layer = name + ".layers." + std::to_string(i);
    addDecoderAttention(list, layer + ".self_attn", width, width);
    list.norm(layer + ".norm1", width);
    addDecoderAttention(list, layer + ".cross_attn_token_to_image", width, inner);
    list.norm(layer + ".norm2", width);
    list.linear(layer + ".mlp.lin1", width, c.decoderMlp);
    list.linear(layer + ".mlp.lin2", c.decoderMlp, width);
    list.norm(layer + ".norm3", width);
    list.norm(layer + ".norm4", width);
    addDecoderAttention(list, layer + ".cross_attn_image_to_token", width, inner);
  }
  addDecoderAttention(list, name + ".final_attn_token_to_image", width, inner);
  list.norm(name + ".norm_final_attn", width);
}

/// A perceptron of `sizes.size() - 1` layers.
void addPerceptron(SpecList& list, const std::string& name, const Shape& sizes) {
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    list.linear(name + ".layers." + std::to_string(i), sizes[i], sizes[i + 1]);
  }
}

void addMaskDecoder(SpecList& list, const SamConfig& c) {
  const std::string name = "mask_decoder";
  const std::int64_t width = c.decoderWidth;
  const std::int64_t maskTokens = c.multimaskOutputs + 1;
  addTransformer(list, c);
  list.add(name + ".iou_token.weight", {1, width});
  list.add(name + ".mask_tokens.weight", {maskTokens, width});
  list.weightAndBias(name + ".output_upscaling.0", {width, width / 4, 2, 2}, width / 4);
  list.norm(name + ".output_upscaling.1", width / 4);
  list.weightAndBias(name + ".output_upscaling.3", {width / 4, width / 8, 2, 2}, width / 8);
  for (std::int64_t i = 0; i < maskTokens; ++i) {
    addPerceptron(list, name + ".output_hypernetworks_mlps." + std::to_string(i),
                  {width, width, width, width / 8});
  }
  Shape iouSizes(static_cast<std::size_t>(c.iouHeadDepth) + 1, c.iouHeadHidden);
  iouSizes.front() = width;
  iouSizes.back() = maskTokens;
  addPerceptron(list, name + ".iou_prediction_head", iouSizes);
}

std::string sizesText(at::IntArrayRef shape) {
  std::ostringstream text;
  text << '[';
  for (std::size_t i = 0; i < shape.size(); ++i)
    text << (i == 0 ? "" : ", ") << shape[i];
  text << ']';
  return text.str();
}

/// One line per kind of disagreement: the first five, then how many there are.
void appendProblems(std::string& text, const std::string& kind,
                    const std::vector<std::string>& names) {
  if (names.empty()) return;
  constexpr std::size_t kShown = 5;
  text += (text.empty() ? "" : "; ") + std::to_string(names.size()) + " " + kind + ": ";
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kShown) text += ", ...";
}

at::Tensor resizePosEmbed(const at::Tensor& table, std::int64_t side) {
  const at::Tensor planes = table.to(at::kFloat).permute({0, 3, 1, 2}).contiguous();
  return at::upsample_bilinear2d(planes, {side, side}, false).permute({0, 2, 3, 1}).contiguous();
}

at::Tensor resizeRelPos(const at::Tensor& table, std::int64_t length) {
  const at::Tensor line = table.to(at::kFloat).t().unsqueeze(0).contiguous();
  return at::upsample_linear1d(line, length, false).squeeze(0).t().contiguous();
}

}  // namespace

std::vector<TensorSpec> expectedTensors(const SamConfig& config) {
  SpecList list;
  addImageEncoder(list, config);
  addPromptEncoder(list, config);
  addMaskDecoder(list, config);
  return list.take();
}

void checkStateDict(const StateDict& state, const SamConfig& config,
                    const std::filesystem::path& file) {
  std::unordered_map<std::string, Shape> expected;
  std::vector<std::string> missing, extra, misshapen;
  for (TensorSpec& spec : expectedTensors(config)) {
    if (!state.tensors.contains(spec.name)) missing.push_back(spec.name);
    expected.emplace(std::move(spec.name), std::move(spec.shape));
  }
  for (const auto& [name, tensor] : state.tensors) {
    const auto found = expected.find(name);
    if (found == expected.end()) {
      extra.push_back(name);
    } else if (tensor.sizes() != at::IntArrayRef(found->second)) {
      misshapen.push_back(name + " (expected " + sizesText(found->second) + ", found " +
                          sizesText(tensor.sizes()) + ")");
    } else if (!tensor.is_floating_point()) {
      misshapen.push_back(name + " (expected floating point numbers, found " +
                          c10::toString(tensor.scalar_type()) + ")");
    }
  }
  std::string problems;
  appendProblems(problems, "missing", missing);
  appendProblems(problems, "unexpected", extra);
  appendProblems(problems, "of the wrong shape or type", misshapen);
  if (problems.empty()) return;
  throw CheckpointError(file, "the tensors are not those of a SAM network with " +
                                  std::to_string(config.encoderDepth) + " blocks of width " +
                                  std::to_string(config.encoderWidth) + ": " + problems);
}

void dropAdapters(StateDict& state, SamConfig& config) {
  std::erase_if(state.tensors, [](const auto& entry) {
    return entry.first.find(".Adapter.") != std::string::npos;
  });
  config.adapter = false;
  config.adapterHidden = 0;
}

void resizeInput(StateDict& state, SamConfig& config, std::int64_t imageSize) {
  constexpr std::int64_t kLargestSize = 4096;
  if (imageSize <= 0 || imageSize % config.patchSize != 0 || imageSize > kLargestSize) {
    throw std::invalid_argument(
        "input size " + std::to_string(imageSize) + " does not fit; expected a multiple of " +
        std::to_string(config.patchSize) + " up to " + std::to_string(kLargestSize));
  }
  if (config.adapter && (imageSize / config.patchSize) % 2 != 0) {
    throw std::invalid_argument("input size " + std::to_string(imageSize) +
                                " gives an odd token grid, which adapters cannot pass; expected a "
                                "multiple of " +
                                std::to_string(2 * config.patchSize));
  }
  if (imageSize == config.imageSize) return;
  config.imageSize = imageSize;
  const std::int64_t side = config.gridSide();
  at::Tensor& position = state.tensors.at("image_encoder.pos_embed");
  position = resizePosEmbed(position, side);
  for (const std::int64_t block : config.globalBlocks) {
    for (const char* axis : {"rel_pos_h", "rel_pos_w"}) {
      at::Tensor& table =
          state.tensors.at("image_encoder.blocks." + std::to_string(block) + ".attn." + axis);
      table = resizeRelPos(table, 2 * side - 1);
    }
  }
}

void convertToFloat(StateDict& state) {
  for (auto& [name, tensor] : state.tensors) {
    if (tensor.is_floating_point()) tensor = tensor.to(at::kCPU, at::kFloat).contiguous();
  }
}

void convertToHalf(StateDict& state) {
  for (auto& [name, tensor] : state.tensors) {
    if (!tensor.is_floating_point()) continue;
    const at::Tensor half = tensor.to(at::kCPU, at::kHalf).contiguous();
    if (!half.isfinite().all().item<bool>()) {
      throw std::invalid_argument("'" + name + "' has numbers beyond the range of fp16");
    }
    tensor = half;
  }
}

}  // namespace limn::nn
