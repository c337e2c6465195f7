// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/predictor.h"

#include "cpu/fast_decoder.h"
#include "cpu/fast_encoder.h"
#include "device.h"
#include "limn/nn/formula.h"
#include "limn/nn/weights.h"
#include "mask_decoder.h"
#include "preprocess.h"
#include "weights_hash.h"

#include <ATen/TensorOperators.h>
#include <c10/core/InferenceMode.h>

#include <variant>

namespace limn::nn {

namespace {

struct Model {
  StateDict state;
  SamConfig config;
};

Model fitToOptions(Model model, const PredictorOptions& options) {
  if (options.family) model.config.family = *options.family;
  if (options.dropAdapters) dropAdapters(model.state, model.config);
  resizeInput(model.state, model.config, options.imageSize.value_or(model.config.imageSize));
  convertToFloat(model.state);
  return model;
}

StateDict onDevice(StateDict state, const c10::Device& device) {
  for (auto& [name, tensor] : state.tensors)
    tensor = tensor.to(device);
  return state;
}

using Encoder = std::variant<ImageEncoder, cpu::FastEncoder>;
using Decoder = std::variant<MaskDecoder, cpu::FastDecoder>;

/// On the CPU the encoder takes its tensors out of `state`.
Encoder makeEncoder(StateDict& state, const SamConfig& config, const c10::Device& device) {
  if (device.is_cpu()) return cpu::FastEncoder(state, config);
  return ImageEncoder(WeightScope(state) / "image_encoder", config);
}

Decoder makeDecoder(const StateDict& state, const SamConfig& config,
                    const PromptEncoder& promptEncoder, const c10::Device& device) {
  MaskDecoder decoder(WeightScope(state) / "mask_decoder", config);
  if (device.is_cpu()) return cpu::FastDecoder(decoder, promptEncoder);
  return decoder;
}

std::int64_t countNumbers(const StateDict& state) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : state.tensors)
    count += tensor.numel();
  return count;
}

}  // namespace

struct Predictor::Impl {
  Impl(Model model, const std::string& deviceName)
      : device(resolveDevice(deviceName)),
        config(std::move(model.config)),
        hash(hashWeights(model.state)),
        parameters(countNumbers(model.state)),
        state(onDevice(std::move(model.state), device)),
        encoder(makeEncoder(state, config, device)),
        promptEncoder(WeightScope(state) / "prompt_encoder", config),
        decoder(makeDecoder(state, config, promptEncoder, device)),
        positions(promptEncoder.densePositions()) {}

  [[nodiscard]] DecodedMasks decode(const at::Tensor& features, const PromptTensors& prompts) {
    const PromptEmbedding embedded = promptEncoder(prompts);
    if (auto* fast = std::get_if<cpu::FastDecoder>(&decoder)) {
      DecodedMasks out =
          (*fast)(features, embedded.sparse, embedded.hasMask ? embedded.dense : at::Tensor());
      if (embedded.prior.defined()) out.logits = out.logits + embedded.prior;
      return out;
    }
    return std::get<MaskDecoder>(decoder)(features.to(device), positions, embedded);
  }

  c10::Device device;
  SamConfig config;
  std::string hash;
  std::int64_t parameters;
  StateDict state;
  Encoder encoder;
  PromptEncoder promptEncoder;
  Decoder decoder;
  at::Tensor positions;  // [1, C, g, g]
};

Predictor::Predictor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

Predictor Predictor::load(const std::filesystem::path& checkpoint,
                          const PredictorOptions& options) {
  const c10::InferenceMode guard;
  Model model;
  model.state = readCheckpoint(checkpoint);
  model.config = inferConfig(model.state, options.family, checkpoint);
  checkStateDict(model.state, model.config, checkpoint);
  return Predictor(std::make_unique<Impl>(fitToOptions(std::move(model), options), options.device));
}

Predictor Predictor::fromTag(const std::string& tag, const PredictorOptions& options) {
  const c10::InferenceMode guard;
  const SamConfig config = SamConfig::fromTag(tag);
  Model model{formulaStateDict(config), config};
  return Predictor(std::make_unique<Impl>(fitToOptions(std::move(model), options), options.device));
}

const SamConfig& Predictor::config() const {
  return impl_->config;
}

const std::string& Predictor::weightsHash() const {
  return impl_->hash;
}

std::string Predictor::deviceName() const {
  return describeDevice(impl_->device);
}

std::int64_t Predictor::parameterCount() const {
  return impl_->parameters;
}

ImageEmbedding Predictor::encode(const at::Tensor& rgb, const CancelCheck& cancelled) {
  const c10::InferenceMode guard;
  const SamConfig& config = impl_->config;
  const PreparedImage image = prepareImage(config.family, rgb, config.imageSize);
  const auto encodeWith = [&](auto& encoder) {
    return encoder(image.input.to(impl_->device), cancelled);
  };
  return {std::visit(encodeWith, impl_->encoder), image.frame};
}

MaskPrediction Predictor::predict(const ImageEmbedding& embedding, const Prompts& prompts) {
  const c10::InferenceMode guard;
  const SamConfig& config = impl_->config;
  const PromptTensors tensors = preparePrompts(prompts, embedding.frame, config);
  const DecodedMasks all = impl_->decode(embedding.features, tensors);
  const bool oneMask = config.family == Family::MedSam;
  const DecodedMasks chosen = oneMask ? all.single() : all.candidates();

  MaskPrediction out;
  out.lowResLogits = chosen.logits.squeeze(0).to(at::kCPU);
  out.logits = restoreMask(config.family, chosen.logits, embedding.frame, config.imageSize)
                   .squeeze(0)
                   .to(at::kCPU)
                   .contiguous();
  const at::Tensor iou = chosen.iou.squeeze(0).to(at::kCPU, at::kFloat).contiguous();
  out.iou.assign(iou.data_ptr<float>(), iou.data_ptr<float>() + iou.numel());
  out.best = iou.argmax().item<std::int64_t>();
  return out;
}

}  // namespace limn::nn
