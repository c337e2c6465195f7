// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/predictor.h"

#include "device.h"
#include "limn/nn/formula.h"
#include "limn/nn/weights.h"
#include "preprocess.h"
#include "sam.h"
#include "weights_hash.h"

#include <c10/core/InferenceMode.h>

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

}  // namespace

struct Predictor::Impl {
  Impl(Model model, const std::string& deviceName)
      : device(resolveDevice(deviceName)),
        state(onDevice(std::move(model.state), device)),
        sam(state, std::move(model.config)),
        positions(sam.promptEncoder.densePositions()) {}

  c10::Device device;
  StateDict state;
  Sam sam;
  at::Tensor positions;  // [1, C, g, g]
  std::string hash;      // filled when first asked for
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
  return impl_->sam.config;
}

const std::string& Predictor::weightsHash() const {
  if (impl_->hash.empty()) impl_->hash = hashWeights(impl_->state);
  return impl_->hash;
}

std::string Predictor::deviceName() const {
  return describeDevice(impl_->device);
}

std::int64_t Predictor::parameterCount() const {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : impl_->state.tensors)
    count += tensor.numel();
  return count;
}

ImageEmbedding Predictor::encode(const at::Tensor& rgb, const CancelCheck& cancelled) {
  const c10::InferenceMode guard;
  const SamConfig& config = impl_->sam.config;
  const PreparedImage image = prepareImage(config.family, rgb, config.imageSize);
  return {impl_->sam.imageEncoder(image.input.to(impl_->device), cancelled), image.frame};
}

MaskPrediction Predictor::predict(const ImageEmbedding& embedding, const Prompts& prompts) {
  const c10::InferenceMode guard;
  const SamConfig& config = impl_->sam.config;
  const PromptTensors tensors = preparePrompts(prompts, embedding.frame, config);
  const DecodedMasks all = impl_->sam.maskDecoder(
      embedding.features.to(impl_->device), impl_->positions, impl_->sam.promptEncoder(tensors));
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
