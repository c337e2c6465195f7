// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/engine/sam_predictor.h"

#include "error_translation.h"
#include "limn/base/log.h"
#include "limn/core/embedding_store.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/predictor.h"
#include "mask_prompt.h"
#include "packed_embedding.h"
#include "picture_tensor.h"

#include <ATen/Parallel.h>
#include <ATen/ops/from_blob.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

namespace limn::engine {
namespace {

class SamEmbedding final : public core::Embedding {
 public:
  explicit SamEmbedding(nn::ImageEmbedding value) : value_(std::move(value)) {}
  [[nodiscard]] std::size_t bytes() const override { return value_.features.nbytes(); }
  [[nodiscard]] bool isOnDevice() const override { return !value_.features.is_cpu(); }
  [[nodiscard]] const nn::ImageEmbedding& value() const { return value_; }

 private:
  nn::ImageEmbedding value_;
};

core::LowResLogitsPtr logitsFrom(const at::Tensor& lowRes) {  // [side, side] float
  const at::Tensor plane = lowRes.contiguous();
  const float* values = plane.data_ptr<float>();
  return std::make_shared<core::LowResLogits>(
      core::LowResLogits{plane.size(0), {values, values + plane.numel()}});
}

nn::Prompts promptsFrom(const core::PromptSet& set) {
  nn::Prompts prompts;
  for (const core::PointPrompt& point : set.points) {
    prompts.points.push_back(
        {static_cast<float>(point.at.x), static_cast<float>(point.at.y), point.include ? 1 : 0});
  }
  if (set.box) {
    prompts.box = {static_cast<float>(set.box->min.x), static_cast<float>(set.box->min.y),
                   static_cast<float>(set.box->max.x), static_cast<float>(set.box->max.y)};
  }
  if (set.mask) {
    prompts.maskLogits = at::from_blob(const_cast<float*>(set.mask->values.data()),
                                       {set.mask->side, set.mask->side}, at::kFloat);
  }
  return prompts;
}

core::Prediction predictionFrom(const nn::MaskPrediction& answer) {
  core::Prediction prediction;
  for (std::int64_t i = 0; i < answer.logits.size(0); ++i) {
    prediction.candidates.push_back({maskFrom(answer.logits.select(0, i).contiguous()),
                                     answer.iou[static_cast<std::size_t>(i)],
                                     logitsFrom(answer.lowResLogits.select(0, i))});
  }
  prediction.best = static_cast<std::size_t>(answer.best);
  return prediction;
}

tl::unexpected<Error> foreignEmbedding() {
  return fail(ErrorCode::Internal, "the embedding was made by another engine");
}

/// Implements core's port with the network. `nn` throws; every function here returns a Result.
class SamPredictor final : public core::MaskPredictor, public core::EmbeddingCodec {
 public:
  SamPredictor(nn::Predictor predictor, std::string name) : predictor_(std::move(predictor)) {
    const nn::SamConfig& config = predictor_.config();
    info_.name = std::move(name);
    info_.family = nn::familyName(config.family);
    info_.weightsHash = predictor_.weightsHash();
    info_.device = predictor_.deviceName();
    info_.adapters = config.adapter;
    info_.inputSide = config.imageSize;
    info_.parameters = predictor_.parameterCount();
    info_.arithmetic = arithmeticOf(info_.device);
    info_.slicesAtOnce = predictor_.slicesAtOnce();
    info_.threads = at::get_num_threads();
  }

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }

  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext& job) override {
    auto rgb = pixelsOf(picture);
    if (!rgb) return passOn(rgb);
    return guarded([&]() -> Result<core::EmbeddingPtr> {
      return remembered(predictor_.encode(*rgb, [&job] { return job.isCancelled(); }));
    });
  }

  [[nodiscard]] Result<std::vector<core::EmbeddingPtr>> encodeBatch(
      const std::vector<core::SlicePicture>& pictures, const JobContext& job) override {
    std::vector<at::Tensor> all;
    for (const core::SlicePicture& picture : pictures) {
      auto rgb = pixelsOf(picture);
      if (!rgb) return passOn(rgb);
      all.push_back(std::move(*rgb));
    }
    return guarded([&]() -> Result<std::vector<core::EmbeddingPtr>> {
      std::vector<core::EmbeddingPtr> embeddings;
      for (nn::ImageEmbedding& one :
           predictor_.encodeBatch(all, [&job] { return job.isCancelled(); }))
        embeddings.push_back(remembered(std::move(one)));
      return embeddings;
    });
  }

  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding& embedding,
                                                 const core::PromptSet& prompts) override {
    const auto* own = dynamic_cast<const SamEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    return guarded([&]() -> Result<core::Prediction> {
      return predictionFrom(predictor_.predict(own->value(), promptsFrom(prompts)));
    });
  }

  [[nodiscard]] Result<std::vector<core::Prediction>> predictBatch(
      const core::Embedding& embedding, const std::vector<core::PromptSet>& prompts) override {
    const auto* own = dynamic_cast<const SamEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    return guarded([&]() -> Result<std::vector<core::Prediction>> {
      std::vector<nn::Prompts> asked;
      for (const core::PromptSet& set : prompts)
        asked.push_back(promptsFrom(set));
      std::vector<core::Prediction> predictions;
      for (const nn::MaskPrediction& answer : predictor_.predictBatch(own->value(), asked))
        predictions.push_back(predictionFrom(answer));
      return predictions;
    });
  }

  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding& embedding,
                                                         const Mask& mask) override {
    const auto* own = dynamic_cast<const SamEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    const nn::InputFrame& frame = own->value().frame;
    if (mask.width() != frame.width || mask.height() != frame.height) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("the mask prompt has {}x{} pixels, the slice {}x{}", mask.width(),
                              mask.height(), frame.width, frame.height));
    }
    const nn::SamConfig& config = predictor_.config();
    return std::make_shared<core::LowResLogits>(
        maskLogits(mask, frame, config.imageSize, config.lowResSide()));
  }

  [[nodiscard]] core::EmbeddingCodec* codec() override { return this; }

  [[nodiscard]] Result<std::vector<std::byte>> pack(const core::Embedding& embedding) override {
    const auto* own = dynamic_cast<const SamEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    return guarded([&]() -> Result<std::vector<std::byte>> { return packEmbedding(own->value()); });
  }

  [[nodiscard]] Result<core::EmbeddingPtr> unpack(std::span<const std::byte> bytes) override {
    return guarded([&]() -> Result<core::EmbeddingPtr> {
      auto embedding = unpackEmbedding(bytes, predictor_.config());
      if (!embedding) return passOn(embedding);
      const std::string name =
          predictor_.deviceName();  // asked each time: it may have moved to the CPU
      const std::string device = name.substr(0, name.find(' '));
      embedding->features = embedding->features.to(c10::Device(device));
      return std::make_shared<SamEmbedding>(std::move(*embedding));
    });
  }

 private:
  static core::EmbeddingPtr remembered(nn::ImageEmbedding made) {
    made.features = roundedForKeeping(made.features);
    return std::make_shared<SamEmbedding>(std::move(made));
  }

  nn::Predictor predictor_;
  core::ModelInfo info_;
};

nn::PredictorOptions nnOptions(const SamPredictorOptions& options) {
  nn::PredictorOptions out;
  out.device = options.device;
  out.precision = nn::precisionFromName(options.precision);
  out.onNotice = [](const std::string& what) { log::warning("{}", what); };
  if (options.family) out.family = nn::familyFromName(*options.family);
  out.imageSize = options.imageSize;
  out.dropAdapters = options.dropAdapters;
  out.slicesAtOnce = options.slicesAtOnce;
  return out;
}

/// nn throws the same exception for a damaged file and for another architecture. Only in the second
/// case the file can still be read as tensors.
ErrorCode codeOfRefused(const std::filesystem::path& checkpoint) {
  try {
    (void)nn::readCheckpoint(checkpoint);
    return ErrorCode::Mismatch;
  } catch (const std::exception&) {
    return ErrorCode::Unreadable;
  }
}

Result<std::unique_ptr<core::MaskPredictor>> load(const SamPredictorOptions& options) {
  try {
    return std::make_unique<SamPredictor>(
        nn::Predictor::load(options.checkpoint, nnOptions(options)),
        options.checkpoint.filename().string());
  } catch (const nn::CheckpointError& error) {
    return fail(codeOfRefused(options.checkpoint), error.what());
  }
}

}  // namespace

Result<std::unique_ptr<core::MaskPredictor>> makeSamPredictor(const SamPredictorOptions& options) {
  if (options.checkpoint.empty() == options.arch.empty()) {
    return fail(ErrorCode::WrongUse, options.arch.empty()
                                         ? "no model is given; name a checkpoint file"
                                         : "give a checkpoint or an architecture, not both");
  }
  std::error_code ignored;
  if (!options.checkpoint.empty() && !std::filesystem::exists(options.checkpoint, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is no such checkpoint; give a .pth or .safetensors file",
                            options.checkpoint.string()));
  }
  return guarded([&]() -> Result<std::unique_ptr<core::MaskPredictor>> {
    if (!options.checkpoint.empty()) return load(options);
    return std::make_unique<SamPredictor>(nn::Predictor::fromTag(options.arch, nnOptions(options)),
                                          options.arch);
  });
}

void prepareCpu(int threads) {
  const int all = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  nn::prepareCpu(threads > 0 ? threads : all);
}

}  // namespace limn::engine
