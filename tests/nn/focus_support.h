// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "focus/focus_network.h"
#include "nn_support.h"

#include <ATen/TensorOperators.h>

namespace limn::nn::test {

/// A focus network that answers at once.
[[nodiscard]] inline FocusShape smallFocusShape() {
  FocusShape shape;
  shape.widths = {4, 8, 8, 8};
  shape.blocks = {1, 1, 1, 1};
  shape.attentionBlocks = 1;
  shape.attentionHeads = 2;
  shape.headWidth = 4;
  return shape;
}

/// Reproducible weights with norms that do something, and a last layer that is not zero.
[[nodiscard]] inline StateDict focusWeights(const FocusShape& shape) {
  StateDict state;
  for (const TensorSpec& spec : focusTensors(shape, FocusForm::Trainable)) {
    at::Tensor value = noise(spec.name, spec.shape);
    if (spec.name.ends_with("variance")) value = value.abs() + 0.5;
    if (spec.name.ends_with("norm.weight")) value = value + 1.5;
    state.tensors[spec.name] = value;
  }
  state.metadata = focusMetadata(shape);
  return state;
}

}  // namespace limn::nn::test
