// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "config_metadata.h"

#include "byte_source.h"
#include "json.h"
#include "limn/nn/checkpoint.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace limn::nn {
namespace {

constexpr const char* kConfigKey = "limn.config";
constexpr std::string_view kGlobalBlocks = "global_blocks", kAdapter = "adapter",
                           kSketchedPrompts = "sketched_prompts";

struct Field {
  std::string_view name;
  std::int64_t SamConfig::*member;
};

constexpr std::array<Field, 17> kFields{{
    {"image_size", &SamConfig::imageSize},
    {"patch_size", &SamConfig::patchSize},
    {"encoder_width", &SamConfig::encoderWidth},
    {"encoder_depth", &SamConfig::encoderDepth},
    {"encoder_heads", &SamConfig::encoderHeads},
    {"encoder_mlp", &SamConfig::encoderMlp},
    {"window_side", &SamConfig::windowSide},
    {"adapter_hidden", &SamConfig::adapterHidden},
    {"decoder_width", &SamConfig::decoderWidth},
    {"decoder_mlp", &SamConfig::decoderMlp},
    {"decoder_heads", &SamConfig::decoderHeads},
    {"decoder_depth", &SamConfig::decoderDepth},
    {"attention_downsample", &SamConfig::attentionDownsample},
    {"mask_in_channels", &SamConfig::maskInChannels},
    {"multimask_outputs", &SamConfig::multimaskOutputs},
    {"iou_head_depth", &SamConfig::iouHeadDepth},
    {"iou_head_hidden", &SamConfig::iouHeadHidden},
}};

SamConfig parse(const std::string& text, SamConfig config) {
  JsonReader json(text);
  json.object([&](const std::string& key) {
    const auto* field = std::ranges::find(kFields, key, &Field::name);
    if (field != kFields.end()) {
      config.*(field->member) = json.integer();
    } else if (key == kAdapter) {
      config.adapter = json.boolean();
    } else if (key == kSketchedPrompts) {
      config.sketchedPrompts = json.boolean();
    } else if (key == kGlobalBlocks) {
      config.globalBlocks.clear();
      json.array([&] { config.globalBlocks.push_back(json.integer()); });
    } else {
      json.fail(c10::str("unknown field ", inQuotes(key), ", of a newer version perhaps,"));
    }
  });
  json.end();
  return config;
}

bool areAllGlobal(const SamConfig& config) {
  return static_cast<std::int64_t>(config.globalBlocks.size()) == config.encoderDepth;
}

/// Shapes do not tell the decoder's heads, nor the window where every block is as wide as the grid.
bool mayDiffer(const Field& field, const SamConfig& inferred) {
  if (field.member == &SamConfig::decoderHeads) return true;
  return field.member == &SamConfig::windowSide && areAllGlobal(inferred);
}

void checkAgreement(const SamConfig& stored, const SamConfig& inferred) {
  for (const Field& field : kFields) {
    const std::int64_t said = stored.*(field.member), found = inferred.*(field.member);
    if (said == found || mayDiffer(field, inferred)) continue;
    throw std::runtime_error(
        c10::str(kConfigKey, " says ", field.name, " ", said, ", the tensors say ", found));
  }
  const bool isWindowWholeGrid = areAllGlobal(inferred) && stored.windowSide == inferred.gridSide();
  if (stored.globalBlocks != inferred.globalBlocks && !isWindowWholeGrid) {
    throw std::runtime_error(c10::str(kConfigKey, " and the tensors disagree on ", kGlobalBlocks));
  }
  if (stored.adapter != inferred.adapter) {
    throw std::runtime_error(c10::str(kConfigKey, " and the tensors disagree on ", kAdapter));
  }
}

}  // namespace

SamConfig applyMetadata(const std::map<std::string, std::string>& metadata,
                        const SamConfig& inferred) {
  const auto found = metadata.find(kConfigKey);
  if (found == metadata.end()) return inferred;
  SamConfig stored;
  try {
    stored = parse(found->second, inferred);
  } catch (const JsonError& error) {
    throw std::runtime_error(c10::str(kConfigKey, " is damaged: ", error.what()));
  }
  checkAgreement(stored, inferred);
  return stored;
}

std::map<std::string, std::string> configMetadata(const SamConfig& config) {
  std::string text = "{";
  for (const Field& field : kFields) {
    text += c10::str(jsonString(field.name), ":", config.*(field.member), ",");
  }
  if (config.sketchedPrompts) text += c10::str(jsonString(kSketchedPrompts), ":true,");
  text += c10::str(jsonString(kAdapter), ":", config.adapter ? "true" : "false", ",",
                   jsonString(kGlobalBlocks), ":[", c10::Join(",", config.globalBlocks), "]}");
  return {{"format", "pt"},
          {"limn.family", std::string(familyName(config.family))},
          {kConfigKey, std::move(text)}};
}

}  // namespace limn::nn
