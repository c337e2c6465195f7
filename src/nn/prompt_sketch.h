// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_encoder.h"

namespace limn::nn {

/// What the prompts say where, `[B, 1, side, side]` in 0..1, for networks that are trained with it
/// (SamConfig::sketchedPrompts): a small network learns far faster from a drawn prompt than from
/// one that is only told by tokens. Starts from the mask prompt (a probability) where there is one;
/// else from the box (0 outside, 0.3 in its corners, 0.7 in the ellipse that fills it); else from
/// 0.3, not known. Then every click is a disc of kSketchRadius around it: 1 include, 0 exclude.
/// Beside a box the disc is at most half as wide as what is drawn already, so that it does not hide
/// a small object. Prompts are in input pixels; `side` cells span `imageSize` pixels.
[[nodiscard]] at::Tensor sketchOf(const PromptTensors& prompts, std::int64_t imageSize,
                                  std::int64_t side);

/// The answer that the sketch itself gives, as logits: the decoder says how to depart from it.
[[nodiscard]] at::Tensor priorOf(const at::Tensor& sketch);

inline constexpr double kSketchRadius = 5;  // input pixels

}  // namespace limn::nn
