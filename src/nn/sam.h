// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "image_encoder.h"
#include "mask_decoder.h"
#include "prompt_encoder.h"

namespace limn::nn {

/// The whole network over the tensors of one state dict, which it shares and does not own alone.
/// Works for inference and, when the tensors require gradients, for training.
struct Sam {
  /// `state` holds exactly the tensors of expectedTensors(config).
  Sam(const StateDict& state, SamConfig settings)
      : config(std::move(settings)),
        imageEncoder(WeightScope(state) / "image_encoder", config),
        promptEncoder(WeightScope(state) / "prompt_encoder", config),
        maskDecoder(WeightScope(state) / "mask_decoder", config) {}

  SamConfig config;
  ImageEncoder imageEncoder;
  PromptEncoder promptEncoder;
  MaskDecoder maskDecoder;
};

}  // namespace limn::nn
