// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "architecture_guess.h"

#include "byte_source.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace limn::nn {
namespace {

struct Sign {
  std::string_view part;  // of a tensor's name
  std::string_view meaning;
};

// The first that fits counts.
constexpr std::array<Sign, 22> kSigns{{
    {"image_encoder.trunk.", "SAM 2, another network"},
    {"memory_attention.", "SAM 2, another network"},
    {"vision_encoder.neck.conv",
     "SAM under the names of Hugging Face's transformers; use the "
     "original file, for example sam_vit_b_01ec64.pth"},
    {"vision_encoder.", "a network of Hugging Face's transformers"},
    {"mask_decoder.hf_", "HQ-SAM, whose decoder differs"},
    {"image_encoder.patch_embed.seq.", "MobileSAM, whose encoder is a TinyViT"},
    {"image_encoder.backbone.", "EfficientSAM or EfficientViT-SAM, whose encoder differs"},
    {".linear_a_q.", "SAMed, whose encoder has LoRA layers"},
    {"_Adapter.", "Medical SAM Adapter, whose adapters are not those of SAM-Med2D"},
    {"image_encoder3D.", "a three-dimensional SAM such as SAM-Med3D"},
    {"mask_decoder.", "a SAM with a part of it left out or under other names"},
    {"image_encoder.", "a SAM with a part of it left out or under other names"},
    {"seg_layers.", "an nnU-Net"},
    {"conv_blocks_context.", "an nnU-Net"},
    {"swinViT.", "a Swin UNETR"},
    {"encoding_blocks.", "a U-Net"},
    {"up_tr", "a V-Net"},
    {"downs.", "a U-Net"},
    {"layer4.", "a ResNet"},
    {"cls_token", "a vision transformer without SAM's decoder"},
    {"blocks.0.attn.", "a vision transformer without SAM's decoder"},
    {"running_mean", "a convolutional network with batch norm"},
}};

std::string firstNames(const StateDict& state) {
  std::string names;
  int count = 0;
  for (const auto& [name, tensor] : state.tensors) {
    if (count++ == 3) break;
    if (!names.empty()) names += ", ";
    names += inQuotes(name);
  }
  return names;
}

/// SAM whole, but each name behind something else.
std::string foreignPrefix(const StateDict& state) {
  constexpr std::string_view kKnown = "image_encoder.pos_embed";
  for (const auto& [name, tensor] : state.tensors) {
    if (name.size() > kKnown.size() && name.ends_with(kKnown)) {
      return name.substr(0, name.size() - kKnown.size());
    }
  }
  return "";
}

}  // namespace

std::string guessArchitecture(const StateDict& state) {
  if (const std::string prefix = foreignPrefix(state); !prefix.empty()) {
    return "it seems to be a SAM whose names begin with " + inQuotes(prefix) +
           "; rename them without that prefix";
  }
  for (const Sign& sign : kSigns) {
    const auto fits = [&](const auto& row) {
      return row.first.find(sign.part) != std::string::npos;
    };
    if (std::ranges::any_of(state.tensors, fits)) {
      return "it seems to be " + std::string(sign.meaning);
    }
  }
  return "its tensors are " + firstNames(state) + " and so on";
}

}  // namespace limn::nn
