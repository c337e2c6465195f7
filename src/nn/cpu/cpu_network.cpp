// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/fast_decoder.h"
#include "cpu/fast_encoder.h"
#include "cpu/prompt_tokens.h"
#include "network.h"

#include <ATen/TensorOperators.h>

namespace limn::nn {

namespace {

class CpuNetwork final : public Network {
 public:
  CpuNetwork(StateDict state, const SamConfig& config, cpu::Numbers numbers)
      : encoder_(state, config, numbers),
        promptEncoder_(WeightScope(state) / "prompt_encoder", config),
        tokens_(promptEncoder_),
        decoder_(MaskDecoder(WeightScope(state) / "mask_decoder", config), promptEncoder_) {}

  [[nodiscard]] at::Tensor encode(const at::Tensor& images, const CancelCheck& cancelled) override {
    return encoder_(images, cancelled);
  }

  [[nodiscard]] DecodedMasks decode(const at::Tensor& features,
                                    const PromptTensors& prompts) override {
    const PromptEmbedding embedded = promptEncoder_.embedDense(prompts);
    DecodedMasks masks = decoder_(features.to(at::kCPU), tokens_(prompts),
                                  embedded.hasMask ? embedded.dense : at::Tensor());
    if (embedded.prior.defined()) masks.logits.add_(embedded.prior);
    return masks;
  }

  void releaseMemory() override {}

 private:
  cpu::FastEncoder encoder_;
  PromptEncoder promptEncoder_;
  cpu::PromptTokens tokens_;
  cpu::FastDecoder decoder_;
};

}  // namespace

std::unique_ptr<Network> makeCpuNetwork(StateDict state, const SamConfig& config,
                                        Precision precision) {
  const auto numbers = precision == Precision::Bf16 ? cpu::Numbers::Bf16 : cpu::Numbers::Fp32;
  return std::make_unique<CpuNetwork>(std::move(state), config, numbers);
}

}  // namespace limn::nn
