// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/embedding_store.h"
#include "limn/core/mask_predictor.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace limn::test {

/// A predictor with predictable answers: candidate i is a disk of radius 3 + 2i around the
/// last include point (the box when there is none), without those pixels that lie within 2 of an
/// exclude point. It records its calls and can be paused or made to fail.
class FakePredictor final : public core::MaskPredictor, public core::EmbeddingCodec {
 public:
  explicit FakePredictor(std::string weightsHash = "fake") {
    info_.weightsHash = std::move(weightsHash);
  }

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }

  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext& job) override {
    ++encodes;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, job.stop, [this] { return !held_; });
    }
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "cancelled");
    if (throwsOnEncode) throw std::runtime_error("a bug in encode");
    if (encodeError) return fail(*encodeError, "the fake was told to fail");
    if (const ErrorCode code = failOnce.exchange(kNoError); code != kNoError) {
      return fail(code, "the fake was told to fail once");
    }
    return std::make_shared<FakeEmbedding>(picture.width, picture.height, embeddingBytes,
                                           embeddingsOnDevice);
  }

  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding& embedding,
                                                 const core::PromptSet& prompts) override {
    if (throwsOnPredict) throw std::runtime_error("a bug in predict");
    const auto& own = dynamic_cast<const FakeEmbedding&>(embedding);
    {
      std::unique_lock lock(mutex_);
      asked_.push_back(prompts);
      wake_.notify_all();
      wake_.wait(lock, [this] { return !predictHeld_; });
    }
    core::Prediction prediction;
    for (int i = 0; i < 3; ++i) {
      core::Candidate candidate;
      candidate.mask = draw(own, prompts, 3 + 2 * i);
      candidate.predictedIou = i == 1 ? 0.9F : 0.5F;
      candidate.logits = std::make_shared<core::LowResLogits>(core::LowResLogits{
          1, {static_cast<float>(prompts.points.size() * 10 + static_cast<std::size_t>(i))}});
      const bool isFocused = !info_.focusHash.empty() && prompts.focus == core::FocusUse::On;
      if (isFocused) candidate.view = core::CloseView{2, 1, 8};
      prediction.candidates.push_back(std::move(candidate));
    }
    prediction.best = 1;
    return prediction;
  }

  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding&,
                                                         const Mask& mask) override {
    return std::make_shared<core::LowResLogits>(
        core::LowResLogits{1, {1000.0F + static_cast<float>(mask.count())}});
  }

  [[nodiscard]] core::EmbeddingCodec* codec() override { return this; }
  [[nodiscard]] Result<std::vector<std::byte>> pack(const core::Embedding& embedding) override {
    const auto& own = dynamic_cast<const FakeEmbedding&>(embedding);
    return std::vector<std::byte>{static_cast<std::byte>(own.width),
                                  static_cast<std::byte>(own.height)};
  }
  [[nodiscard]] Result<core::EmbeddingPtr> unpack(std::span<const std::byte> bytes) override {
    if (bytes.size() != 2) return fail(ErrorCode::Mismatch, "the fake keeps two bytes");
    return std::make_shared<FakeEmbedding>(static_cast<std::int64_t>(bytes[0]),
                                           static_cast<std::int64_t>(bytes[1]), embeddingBytes);
  }

  /// As if a focus network answered too.
  void setFocus(std::string weightsHash, bool byDefault) {
    info_.focusHash = std::move(weightsHash);
    info_.focusByDefault = byDefault;
  }

  /// Encoding waits until release().
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  /// Answers to prompts wait until release().
  void holdPredict() {
    const std::lock_guard lock(mutex_);
    predictHeld_ = true;
  }
  void release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = predictHeld_ = false;
    }
    wake_.notify_all();
  }
  /// Returns once that many prompt sets have been asked about.
  void waitForPredicts(std::size_t count) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return asked_.size() >= count; });
  }
  /// Returns once that many encodes have begun.
  void waitForEncodes(int count) const {
    while (encodes < count)
      std::this_thread::yield();
  }
  [[nodiscard]] std::vector<core::PromptSet> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  std::atomic<int> encodes = 0;
  std::size_t embeddingBytes = 100;
  bool embeddingsOnDevice = false;
  std::optional<ErrorCode> encodeError;
  static constexpr ErrorCode kNoError{-1};
  std::atomic<ErrorCode> failOnce = kNoError;
  std::atomic<bool> throwsOnEncode = false, throwsOnPredict = false;

 private:
  class FakeEmbedding final : public core::Embedding {
   public:
    FakeEmbedding(std::int64_t w, std::int64_t h, std::size_t size, bool onDevice = false)
        : width(w), height(h), size_(size), onDevice_(onDevice) {}
    [[nodiscard]] std::size_t bytes() const override { return size_; }
    [[nodiscard]] bool isOnDevice() const override { return onDevice_; }
    std::int64_t width, height;

   private:
    std::size_t size_;
    bool onDevice_;
  };

  static bool isNear(PixelPoint p, std::int64_t x, std::int64_t y, double radius) {
    const double dx = p.x - static_cast<double>(x), dy = p.y - static_cast<double>(y);
    return dx * dx + dy * dy <= radius * radius;
  }

  static Mask draw(const FakeEmbedding& embedding, const core::PromptSet& prompts, int radius) {
    Mask mask(embedding.width, embedding.height);
    std::optional<PixelPoint> centre;
    for (const auto& point : prompts.points) {
      if (point.include) centre = point.at;
    }
    for (std::int64_t y = 0; y < mask.height(); ++y) {
      for (std::int64_t x = 0; x < mask.width(); ++x) {
        bool on = centre && isNear(*centre, x, y, radius);
        if (!centre && prompts.box) {
          on = static_cast<double>(x) >= prompts.box->min.x &&
               static_cast<double>(x) <= prompts.box->max.x &&
               static_cast<double>(y) >= prompts.box->min.y &&
               static_cast<double>(y) <= prompts.box->max.y;
        }
        for (const auto& point : prompts.points) {
          if (!point.include && isNear(point.at, x, y, 2)) on = false;
        }
        mask.set(x, y, on);
      }
    }
    return mask;
  }

  core::ModelInfo info_{"fake", "sam-med2d", "fake", "cpu", false, 256, 0};
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool held_ = false, predictHeld_ = false;
  std::vector<core::PromptSet> asked_;
};

}  // namespace limn::test
