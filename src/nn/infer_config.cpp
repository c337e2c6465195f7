// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "architecture_guess.h"
#include "byte_source.h"
#include "config_metadata.h"
#include "limn/nn/checkpoint.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <stdexcept>

namespace limn::nn {
namespace {

using Shape = std::vector<std::int64_t>;
constexpr std::int64_t kAny = -1;

/// Asks for tensors by name and says what is wrong with them.
class ShapeReader {
 public:
  ShapeReader(const StateDict& state, const std::filesystem::path& file)
      : state_(state), file_(file) {}

  [[nodiscard]] bool has(const std::string& name) const { return state_.tensors.contains(name); }

  /// The shape of a tensor that must fit `wanted`, where kAny fits every positive size.
  [[nodiscard]] Shape get(const std::string& name, const Shape& wanted) const {
    const auto found = state_.tensors.find(name);
    if (found == state_.tensors.end()) {
      fail(c10::str("is not a checkpoint of the SAM family: the tensor ", name, " is missing; ",
                    guessArchitecture(state_)));
    }
    Shape shape = found->second.sizes().vec();
    const auto fits = [](std::int64_t size, std::int64_t want) {
      return want == kAny ? size > 0 : size == want;
    };
    if (!std::ranges::equal(shape, wanted, fits)) {
      fail(c10::str("the tensor ", name, " has the shape [", c10::Join(", ", shape),
                    "]; expected [", describe(wanted), "]"));
    }
    return shape;
  }

  /// How many of PREFIX0SUFFIX, PREFIX1SUFFIX, ... there are; at least one.
  [[nodiscard]] std::int64_t count(const std::string& prefix, const std::string& suffix) const {
    std::int64_t number = 0;
    while (has(prefix + std::to_string(number) + suffix))
      ++number;
    if (number == 0) (void)get(prefix + "0" + suffix, {kAny});
    return number;
  }

  [[noreturn]] void fail(const std::string& what) const { throw CheckpointError(file_, what); }

 private:
  static std::string describe(const Shape& wanted) {
    std::string text;
    for (const std::int64_t size : wanted) {
      if (!text.empty()) text += ", ";
      text += size == kAny ? "any" : std::to_string(size);
    }
    return text;
  }

  const StateDict& state_;
  const std::filesystem::path& file_;
};

void inferSizes(const ShapeReader& shapes, SamConfig& config) {
  const Shape position = shapes.get("image_encoder.pos_embed", {1, kAny, kAny, kAny});
  if (position[1] != position[2]) {
    shapes.fail(c10::str("the tensor image_encoder.pos_embed is ", position[1], " x ", position[2],
                         " tokens; expected a square"));
  }
  config.encoderWidth = position[3];
  const std::string patch = "image_encoder.patch_embed.proj.weight";
  config.patchSize = shapes.get(patch, {config.encoderWidth, 3, kAny, kAny})[2];
  (void)shapes.get(patch, {config.encoderWidth, 3, config.patchSize, config.patchSize});
  config.imageSize = config.patchSize * position[1];
  config.encoderDepth = shapes.count("image_encoder.blocks.", ".attn.qkv.weight");
}

/// Side of a block's window, from its table of relative positions; also finds the heads.
std::int64_t inferSide(const ShapeReader& shapes, const std::string& block, SamConfig& config) {
  const std::string name = block + ".attn.rel_pos_h";
  const Shape table = shapes.get(name, {kAny, kAny});
  if (table[0] % 2 == 0 || config.encoderWidth % table[1] != 0) {
    shapes.fail(c10::str("the tensor ", name, " has the shape [", c10::Join(", ", table),
                         "]; expected an odd length and a divisor of the width ",
                         config.encoderWidth));
  }
  config.encoderHeads = config.encoderWidth / table[1];
  (void)shapes.get(block + ".attn.rel_pos_w", table);
  return (table[0] + 1) / 2;
}

void inferBlocks(const ShapeReader& shapes, SamConfig& config) {
  const std::int64_t width = config.encoderWidth;
  const std::string first = "image_encoder.blocks.0";
  config.encoderMlp = shapes.get(first + ".mlp.lin1.weight", {kAny, width})[0];
  config.adapter = shapes.has(first + ".Adapter.channel.0.weight");
  config.adapterHidden =
      config.adapter ? shapes.get(first + ".Adapter.channel.0.weight", {kAny, width})[0] : 0;
  (void)inferSide(shapes, first, config);
  const std::int64_t heads = config.encoderHeads;

  std::int64_t window = 0;
  for (std::int64_t i = 0; i < config.encoderDepth; ++i) {
    const std::string block = "image_encoder.blocks." + std::to_string(i);
    (void)shapes.get(block + ".attn.qkv.weight", {3 * width, width});
    (void)shapes.get(block + ".mlp.lin1.weight", {config.encoderMlp, width});
    const std::int64_t side = inferSide(shapes, block, config);
    if (config.encoderHeads != heads) {
      shapes.fail(c10::str("the tensor ", block, ".attn.rel_pos_h means ", config.encoderHeads,
                           " heads, that of block 0 ", heads));
    }
    if (side == config.gridSide()) {
      config.globalBlocks.push_back(i);
    } else if (window == 0 || window == side) {
      window = side;
    } else {
      shapes.fail(c10::str("the tensor ", block, ".attn.rel_pos_h means a window of side ", side,
                           "; expected ", window, " as in the blocks before, or ",
                           config.gridSide(), " for the whole grid"));
    }
  }
  if (window != 0) config.windowSide = window;
}

/// SAM has 8 heads at width 256; narrower decoders are trained with 4. Shapes do not tell, our own
/// files do.
std::int64_t usualDecoderHeads(std::int64_t width) {
  return width >= 256 ? 8 : 4;
}

void inferDecoder(const ShapeReader& shapes, SamConfig& config) {
  const std::string decoder = "mask_decoder.", layers = decoder + "transformer.layers.";
  const std::int64_t width =
      shapes.get("image_encoder.neck.0.weight", {kAny, config.encoderWidth, 1, 1})[0];
  config.decoderWidth = width;
  config.maskInChannels =
      shapes.get("prompt_encoder.mask_downscaling.3.weight", {kAny, kAny, 2, 2})[0];
  config.decoderDepth = shapes.count(layers, ".norm1.weight");
  config.decoderMlp = shapes.get(layers + "0.mlp.lin1.weight", {kAny, width})[0];
  const std::string query = layers + "0.cross_attn_token_to_image.q_proj.weight";
  const std::int64_t inner = shapes.get(query, {kAny, width})[0];
  config.attentionDownsample = width / inner;
  const std::string tokens = decoder + "mask_tokens.weight";
  config.multimaskOutputs = shapes.get(tokens, {kAny, width})[0] - 1;
  if (config.multimaskOutputs < 1) {
    shapes.fail(c10::str("the tensor ", tokens,
                         " has one row; expected one for the single mask "
                         "and some for the candidates"));
  }
  config.iouHeadDepth = shapes.count(decoder + "iou_prediction_head.layers.", ".weight");
  config.iouHeadHidden =
      shapes.get(decoder + "iou_prediction_head.layers.0.weight", {kAny, width})[0];
  config.decoderHeads = usualDecoderHeads(width);
}

/// After the metadata has spoken: the decoder's sizes must divide.
void checkDecoder(const ShapeReader& shapes, const SamConfig& config) {
  const std::int64_t inner =
      config.decoderWidth / std::max<std::int64_t>(config.attentionDownsample, 1);
  const bool isDivisible = config.attentionDownsample > 0 && config.decoderHeads > 0 &&
                           config.decoderWidth % config.attentionDownsample == 0 &&
                           inner % config.decoderHeads == 0 && config.decoderWidth % 8 == 0 &&
                           config.maskInChannels % 4 == 0;
  if (!isDivisible) {
    shapes.fail(c10::str("the decoder's width ", config.decoderWidth, " does not divide into ",
                         config.attentionDownsample, " x ", config.decoderHeads,
                         " heads, or its mask channels ", config.maskInChannels, " into 4"));
  }
}

Family inferFamily(const StateDict& state, std::optional<Family> wanted, bool hasAdapters) {
  if (wanted) return *wanted;
  const auto found = state.metadata.find("limn.family");
  if (found != state.metadata.end()) return familyFromName(found->second);
  return hasAdapters ? Family::SamMed2d : Family::Sam;
}

}  // namespace

SamConfig inferConfig(const StateDict& state, std::optional<Family> family,
                      const std::filesystem::path& file) {
  const ShapeReader shapes(state, file);
  SamConfig config;
  inferSizes(shapes, config);
  inferBlocks(shapes, config);
  inferDecoder(shapes, config);
  try {
    config = applyMetadata(state.metadata, config);
    config.family = inferFamily(state, family, config.adapter);
  } catch (const std::logic_error& error) {
    shapes.fail(error.what());
  } catch (const std::runtime_error& error) {
    shapes.fail(error.what());
  }
  checkDecoder(shapes, config);
  return config;
}

}  // namespace limn::nn
