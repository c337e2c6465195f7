// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/engine/focused_predictor.h"

#include "error_translation.h"
#include "limn/nn/checkpoint.h"
#include "limn/nn/focus.h"
#include "picture_tensor.h"

#include <fmt/core.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace limn::engine {
namespace {

/// The pixels of a slice; those of a grey one are kept once.
class KeptPicture {
 public:
  explicit KeptPicture(const core::SlicePicture& picture)
      : width_(picture.width), height_(picture.height), bytes_(picture.rgb) {
    for (std::size_t i = 0; i < bytes_.size(); i += 3) {
      if (bytes_[i] != bytes_[i + 1] || bytes_[i] != bytes_[i + 2]) return;
    }
    isGrey_ = true;
    std::vector<std::uint8_t> grey(bytes_.size() / 3);
    for (std::size_t i = 0; i < grey.size(); ++i)
      grey[i] = bytes_[3 * i];
    bytes_ = std::move(grey);
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }

  [[nodiscard]] core::SlicePicture picture() const {
    core::SlicePicture out{width_, height_, bytes_};
    if (!isGrey_) return out;
    out.rgb.resize(3 * bytes_.size());
    for (std::size_t i = 0; i < bytes_.size(); ++i)
      out.rgb[3 * i] = out.rgb[3 * i + 1] = out.rgb[3 * i + 2] = bytes_[i];
    return out;
  }

 private:
  std::int64_t width_, height_;
  std::vector<std::uint8_t> bytes_;
  bool isGrey_ = false;
};

class FocusedEmbedding final : public core::Embedding {
 public:
  FocusedEmbedding(core::EmbeddingPtr slice, const core::SlicePicture& picture)
      : slice_(std::move(slice)), picture_(picture) {}
  [[nodiscard]] std::size_t bytes() const override { return slice_->bytes() + picture_.bytes(); }
  [[nodiscard]] bool isOnDevice() const override { return slice_->isOnDevice(); }
  [[nodiscard]] const core::Embedding& slice() const { return *slice_; }
  [[nodiscard]] const core::EmbeddingPtr& slicePtr() const { return slice_; }
  [[nodiscard]] core::SlicePicture picture() const { return picture_.picture(); }

 private:
  core::EmbeddingPtr slice_;
  KeptPicture picture_;
};

nn::FocusQuestion questionFrom(const core::PromptSet& set) {
  nn::FocusQuestion question;
  for (const core::PointPrompt& point : set.points) {
    question.points.push_back(
        {static_cast<float>(point.at.x), static_cast<float>(point.at.y), point.include ? 1 : 0});
  }
  if (set.box) {
    question.box = {static_cast<float>(set.box->min.x), static_cast<float>(set.box->min.y),
                    static_cast<float>(set.box->max.x), static_cast<float>(set.box->max.y)};
  }
  if (set.previous) question.previous = logitsOf(*set.previous);
  return question;
}

class FocusedPredictor final : public core::MaskPredictor {
 public:
  FocusedPredictor(std::shared_ptr<core::MaskPredictor> slices, nn::FocusPredictor focus,
                   bool isDefault)
      : slices_(std::move(slices)), focus_(std::move(focus)), info_(slices_->info()) {
    info_.focusHash = focus_.weightsHash();
    info_.focusByDefault = isDefault;
  }

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }

  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext& job) override {
    auto slice = slices_->encode(picture, job);
    if (!slice) return slice;
    return std::make_shared<FocusedEmbedding>(std::move(*slice), picture);
  }

  [[nodiscard]] Result<std::vector<core::EmbeddingPtr>> encodeBatch(
      const std::vector<core::SlicePicture>& pictures, const JobContext& job) override {
    auto slices = slices_->encodeBatch(pictures, job);
    if (!slices) return slices;
    for (std::size_t i = 0; i < slices->size(); ++i)
      slices->at(i) = std::make_shared<FocusedEmbedding>(std::move(slices->at(i)), pictures[i]);
    return slices;
  }

  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding& embedding,
                                                 const core::PromptSet& prompts) override {
    const auto* own = dynamic_cast<const FocusedEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    auto answer = answerOnSlice(own->slicePtr(), prompts);
    if (!answer || prompts.focus == core::FocusUse::Off) return answer;
    return focused(own->picture(), prompts, std::move(*answer));
  }

  [[nodiscard]] Result<std::vector<core::Prediction>> predictBatch(
      const core::Embedding& embedding, const std::vector<core::PromptSet>& prompts) override {
    const auto* own = dynamic_cast<const FocusedEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    auto answers = slices_->predictBatch(own->slice(), prompts);
    if (!answers) return answers;
    const core::SlicePicture picture = own->picture();
    for (std::size_t i = 0; i < prompts.size(); ++i) {
      if (prompts[i].focus == core::FocusUse::Off) continue;
      auto answer = focused(picture, prompts[i], std::move(answers->at(i)));
      if (!answer) return passOn(answer);
      answers->at(i) = std::move(*answer);
    }
    return answers;
  }

  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding& embedding,
                                                         const Mask& mask) override {
    const auto* own = dynamic_cast<const FocusedEmbedding*>(&embedding);
    if (own == nullptr) return foreignEmbedding();
    return slices_->maskPrompt(own->slice(), mask);
  }

 private:
  static tl::unexpected<Error> foreignEmbedding() {
    return fail(ErrorCode::Internal, "the embedding was made by another engine");
  }

  /// A first prompt is often asked twice in a row, without the focus network, to show something at
  /// once, and with it: the second time from memory.
  Result<core::Prediction> answerOnSlice(const core::EmbeddingPtr& slice, core::PromptSet prompts) {
    prompts.focus = core::FocusUse::Off;
    if (last_ && last_->slice.lock() == slice && last_->prompts == prompts) return last_->answer;
    auto answer = slices_->predict(*slice, prompts);
    if (answer) last_ = Answered{slice, std::move(prompts), *answer};
    return answer;
  }

  Result<core::Prediction> focused(const core::SlicePicture& picture,
                                   const core::PromptSet& prompts, core::Prediction answer) const {
    auto rgb = pixelsOf(picture);
    if (!rgb) return passOn(rgb);
    return guarded([&]() -> Result<core::Prediction> {
      const core::Candidate& first = answer.candidates[answer.best];
      const nn::FocusMask found = focus_.mask(*rgb, questionFrom(prompts), logitsOf(first.mask));
      core::Candidate closer{maskFrom(found.logits), found.iou, first.logits,
                             core::CloseView{found.view.left, found.view.top, found.view.span}};
      answer.candidates.push_back(std::move(closer));
      answer.best = answer.candidates.size() - 1;
      return std::move(answer);
    });
  }

  std::shared_ptr<core::MaskPredictor> slices_;
  nn::FocusPredictor focus_;
  core::ModelInfo info_;
  struct Answered {
    std::weak_ptr<const core::Embedding> slice;
    core::PromptSet prompts;
    core::Prediction answer;
  };
  std::optional<Answered> last_;
};

}  // namespace

Result<std::shared_ptr<core::MaskPredictor>> makeFocusedPredictor(
    std::shared_ptr<core::MaskPredictor> slices, const FocusOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::exists(options.weights, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is no such file; give the weights of a focus network "
                            "(.safetensors), or --no-focus",
                            options.weights.string()));
  }
  return guarded([&]() -> Result<std::shared_ptr<core::MaskPredictor>> {
    nn::PredictorOptions how;
    how.device = options.device;
    how.precision = nn::Precision::Bf16;
    try {
      return std::make_shared<FocusedPredictor>(
          std::move(slices), nn::FocusPredictor::load(options.weights, how), options.isDefault);
    } catch (const nn::CheckpointError& error) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("{}; give another focus network with --focus, or leave it out with "
                              "--no-focus",
                              error.what()));
    }
  });
}

}  // namespace limn::engine
