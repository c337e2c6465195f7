// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "limn/nn/weights.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limn::nn {

/// Everything needed to build a focus network: a U-shaped convolutional network that sees a square
/// view, the prompts and the previous mask together (docs/training.md). Level i of the encoder
/// works at stride 2^(i+1).
struct FocusShape {
  std::int64_t inputChannels = 14;                    // kFocusChannels of focus_input.h
  std::vector<std::int64_t> widths{24, 48, 96, 160};  // channels of each level
  std::vector<std::int64_t> blocks{1, 2, 2, 2};       // residual blocks of each level
  std::int64_t attentionBlocks = 2;                   // on the coarsest grid
  std::int64_t attentionHeads = 4;
  std::int64_t headWidth = 16;  // channels at full resolution
  std::int64_t candidates = 3;

  [[nodiscard]] std::int64_t levels() const { return static_cast<std::int64_t>(widths.size()); }
  /// The side of a view must be a multiple of it, in pixels.
  [[nodiscard]] std::int64_t coarsestStride() const { return std::int64_t{1} << levels(); }

  bool operator==(const FocusShape&) const = default;
};

/// In which form the weights are: Trainable keeps batch norms apart, Folded has them multiplied
/// into the convolutions before them.
enum class FocusForm { Trainable, Folded };

/// Every tensor of a focus network of this shape.
[[nodiscard]] std::vector<TensorSpec> focusTensors(const FocusShape& shape, FocusForm form);

/// `limn.focus` (JSON of the shape and of the form of the inputs) and `format` = "pt".
[[nodiscard]] std::map<std::string, std::string> focusMetadata(const FocusShape& shape);
/// Whether the metadata is that of a focus network.
[[nodiscard]] bool isFocusNetwork(const StateDict& state);
/// The shape that the metadata names, held against the tensors, which must be those of
/// `FocusForm::Trainable`. Throws CheckpointError that says what does not fit: another kind of
/// network, another number of input channels than this program computes, tensors missing, extra or
/// of another shape.
[[nodiscard]] FocusShape checkFocusNetwork(const StateDict& state,
                                           const std::filesystem::path& file);

}  // namespace limn::nn
