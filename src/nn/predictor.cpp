// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/predictor.h"

#include "device.h"
#include "gpu/recording.h"
#include "gpu/transfer.h"
#include "limn/nn/formula.h"
#include "limn/nn/weights.h"
#include "memory_ladder.h"
#include "network.h"
#include "preprocess.h"
#include "prompt_groups.h"
#include "weights_hash.h"

#include <ATen/ops/cat.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <utility>

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

Model readModel(const std::filesystem::path& checkpoint, const PredictorOptions& options) {
  Model model;
  model.state = readCheckpoint(checkpoint);
  model.config = inferConfig(model.state, options.family, checkpoint);
  checkStateDict(model.state, model.config, checkpoint);
  return fitToOptions(std::move(model), options);
}

Model formulaModel(const std::string& tag, const PredictorOptions& options) {
  const SamConfig config = SamConfig::fromTag(tag);
  return fitToOptions({formulaStateDict(config), config}, options);
}

std::int64_t countNumbers(const StateDict& state) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : state.tensors)
    count += tensor.numel();
  return count;
}

/// How many networks' worth of image cells one call works on: at 256 pixels `at256`, at 1024 a
/// sixteenth of that.
std::int64_t batchFor(const SamConfig& config, std::int64_t at256) {
  constexpr std::int64_t kCellsAt256 = 256;
  return std::max<std::int64_t>(1, at256 * kCellsAt256 / (config.gridSide() * config.gridSide()));
}

/// Prompts of one call on a CPU. What several work on leaves its caches, and LibTorch's convolution
/// of several masks adds up in another order on each number of threads: an answer is to depend on
/// neither company nor threads.
constexpr std::int64_t kPromptsOnCpu = 1;

/// Of one prompt: `[N, 4g, 4g]`, `[N, H, W]`, `[N]`, all on the CPU.
MaskPrediction predictionOf(const at::Tensor& lowRes, const at::Tensor& logits,
                            const at::Tensor& iou) {
  MaskPrediction out;
  out.lowResLogits = lowRes;
  out.logits = logits.contiguous();
  const at::Tensor values = iou.to(at::kFloat).contiguous();
  out.iou.assign(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
  out.best = std::ranges::max_element(out.iou) - out.iou.begin();
  return out;
}

}  // namespace

struct Predictor::Impl {
  using Source = std::function<Model()>;

  Impl(Source from, const PredictorOptions& options)
      : device(resolveDevice(options.device, options.precision)),
        precision(device.is_cpu()
                      ? precisionOnCpu(options.precision, cpuMultipliesBf16(), options.onNotice)
                      : options.precision),
        onNotice(options.onNotice),
        source(std::move(from)) {
    Model model = source();
    config = std::move(model.config);
    hash = hashWeights(model.state);
    parameters = countNumbers(model.state);
    for (MemoryLadder* ladder : {&encodes, &decodes}) {
      ladder->release = [this] {
        if (network) network->releaseMemory();
      };
      ladder->retreat = [this] { return retreat(); };
      ladder->notice = onNotice;
    }
    encodes.batch = options.slicesAtOnce.value_or(device.is_cpu() ? 1 : batchFor(config, 64));
    encodes.fewSizes = true;  // since a GPU records each
    if (device.is_cpu()) {
      decodes.batch = batchFor(config, kPromptsOnCpu);
      network = makeCpuNetwork(std::move(model.state), config, precision);
      return;
    }
    decodes.batch = batchFor(config, 16);
    workInBatches(encodes, 1, [&](std::int64_t, std::int64_t) {
      if (!network) network = makeDeviceNetwork(model.state, config, device, precision);
    });
  }

  /// From the GPU to the CPU, with the weights as they were read.
  bool retreat() {
    if (device.is_cpu()) return false;
    network.reset();
    gpu::releaseCachedMemory();
    device = c10::Device(c10::kCPU);
    precision = Precision::Fp32;
    encodes.batch = 1;
    decodes.batch = batchFor(config, kPromptsOnCpu);
    network = makeCpuNetwork(source().state, config);
    return true;
  }

  void predictSome(const ImageEmbedding& embedding, std::span<const Prompts> prompts,
                   std::span<MaskPrediction> answers);

  c10::Device device;
  Precision precision;
  std::function<void(const std::string&)> onNotice;
  Source source;
  SamConfig config;
  std::string hash;
  std::int64_t parameters = 0;
  std::unique_ptr<Network> network;
  MemoryLadder encodes, decodes;
};

Predictor::Predictor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

Predictor Predictor::load(const std::filesystem::path& checkpoint,
                          const PredictorOptions& options) {
  const c10::InferenceMode guard;
  return Predictor(std::make_unique<Impl>(
      [checkpoint, options] { return readModel(checkpoint, options); }, options));
}

Predictor Predictor::fromTag(const std::string& tag, const PredictorOptions& options) {
  const c10::InferenceMode guard;
  return Predictor(
      std::make_unique<Impl>([tag, options] { return formulaModel(tag, options); }, options));
}

const SamConfig& Predictor::config() const {
  return impl_->config;
}

const std::string& Predictor::weightsHash() const {
  return impl_->hash;
}

std::string Predictor::deviceName() const {
  return describeDevice(impl_->device, impl_->precision);
}

std::int64_t Predictor::parameterCount() const {
  return impl_->parameters;
}

std::int64_t Predictor::slicesAtOnce() const {
  return impl_->encodes.batch;
}

ImageEmbedding Predictor::encode(const at::Tensor& rgb, const CancelCheck& cancelled) {
  return encodeBatch({&rgb, 1}, cancelled).front();
}

std::vector<ImageEmbedding> Predictor::encodeBatch(std::span<const at::Tensor> rgb,
                                                   const CancelCheck& cancelled) {
  const c10::InferenceMode guard;
  const SamConfig& config = impl_->config;
  std::vector<ImageEmbedding> embeddings(rgb.size());
  workInBatches(impl_->encodes, std::ssize(rgb), [&](std::int64_t begin, std::int64_t count) {
    std::vector<at::Tensor> inputs;
    for (std::int64_t i = begin; i < begin + count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const PreparedImage image = prepareImage(config.family, rgb[at], config.imageSize);
      inputs.push_back(image.input);
      embeddings[at].frame = image.frame;
    }
    const at::Tensor features =
        impl_->network->encode(count == 1 ? inputs.front() : at::cat(inputs), cancelled);
    for (std::int64_t i = 0; i < count; ++i) {
      // Each slice has memory of its own: it may outlive the others by hours.
      const at::Tensor one = features.slice(0, i, i + 1);
      embeddings[static_cast<std::size_t>(begin + i)].features = count == 1 ? one : one.clone();
    }
  });
  return embeddings;
}

MaskPrediction Predictor::predict(const ImageEmbedding& embedding, const Prompts& prompts) {
  return predictBatch(embedding, {&prompts, 1}).front();
}

std::vector<MaskPrediction> Predictor::predictBatch(const ImageEmbedding& embedding,
                                                    std::span<const Prompts> prompts) {
  const c10::InferenceMode guard;
  std::vector<MaskPrediction> answers(prompts.size());
  workInBatches(impl_->decodes, std::ssize(prompts), [&](std::int64_t begin, std::int64_t count) {
    const auto first = static_cast<std::size_t>(begin), some = static_cast<std::size_t>(count);
    impl_->predictSome(embedding, prompts.subspan(first, some),
                       std::span(answers).subspan(first, some));
  });
  return answers;
}

void Predictor::Impl::predictSome(const ImageEmbedding& embedding, std::span<const Prompts> prompts,
                                  std::span<MaskPrediction> answers) {
  for (const PromptGroup& group : groupPrompts(prompts, embedding.frame, config)) {
    const DecodedMasks all = network->decode(embedding.features, group.tensors);
    const DecodedMasks chosen = config.family == Family::MedSam ? all.single() : all.candidates();
    const std::vector<at::Tensor> parts = gpu::toHost(
        {chosen.logits,
         restoreMask(config.family, chosen.logits, embedding.frame, config.imageSize), chosen.iou});
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      answers[group.members[i]] =
          predictionOf(parts[0].select(0, row), parts[1].select(0, row), parts[2].select(0, row));
    }
  }
}

}  // namespace limn::nn
