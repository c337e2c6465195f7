// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace limn::nn {

/// Which conventions surround the same network: how images are prepared, whether a mask prompt is
/// fed as logits or as a probability. Tensor shapes cannot tell all of them apart, so it is
/// recorded.
enum class Family { SamMed2d, Sam, MedSam };

/// "sam-med2d", "sam", "medsam": the spelling used in files and on the command line.
[[nodiscard]] std::string_view familyName(Family family);
/// Inverse of familyName(). Throws std::invalid_argument that lists the known names.
[[nodiscard]] Family familyFromName(std::string_view name);

/// Everything needed to build the network. Defaults are SAM-Med2D's decoder with no encoder sizes.
/// Sizes are in tokens, channels or pixels as named; blocks count from 0.
struct SamConfig {
  Family family = Family::SamMed2d;
  std::int64_t imageSize = 256;  // side of the square input, pixels
  std::int64_t patchSize = 16;   // pixels per token side

  std::int64_t encoderWidth = 768;
  std::int64_t encoderDepth = 12;
  std::int64_t encoderHeads = 12;
  std::int64_t encoderMlp = 3072;
  std::int64_t windowSide = 14;            // tokens; windowed blocks
  std::vector<std::int64_t> globalBlocks;  // indices of blocks with global attention
  bool adapter = false;                    // SAM-Med2D adapters in every block
  std::int64_t adapterHidden = 0;          // width of the adapter's channel gate; 0 without

  std::int64_t decoderWidth = 256;  // channels of the image embedding and of the tokens
  std::int64_t decoderMlp = 2048;
  std::int64_t decoderHeads = 8;
  std::int64_t decoderDepth = 2;
  std::int64_t attentionDownsample = 2;
  std::int64_t maskInChannels = 16;
  std::int64_t multimaskOutputs = 3;  // mask tokens = this + 1
  std::int64_t iouHeadDepth = 3;
  std::int64_t iouHeadHidden = 256;

  /// Prompts are also drawn into the mask prompt (prompt_sketch.h). Weights are trained with it or
  /// without; published ones are without.
  bool sketchedPrompts = false;

  [[nodiscard]] std::int64_t gridSide() const { return imageSize / patchSize; }
  [[nodiscard]] std::int64_t lowResSide() const { return 4 * gridSide(); }

  /// ViT-B / L / H by letter 'b', 'l', 'h'. Throws std::invalid_argument for another letter.
  [[nodiscard]] static SamConfig vit(char letter, bool adapter, std::int64_t imageSize);
  /// "vit_{b,l,h}_{adapter,plain}_{SIZE}". Throws std::invalid_argument that shows the form.
  [[nodiscard]] static SamConfig fromTag(std::string_view tag);
  /// Small sizes of the golden `tiny_*` models: C 64, depth 4, heads 4, global 1 and 3, decoder 32.
  [[nodiscard]] static SamConfig tinyForTests(bool adapter, std::int64_t imageSize = 256);

  bool operator==(const SamConfig&) const = default;
};

}  // namespace limn::nn
