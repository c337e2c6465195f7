// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/fake_predictor.h"

#include <condition_variable>
#include <cstddef>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace limn::test {

/// A fake network on a fake GPU: it is faster with several slices at once, cannot be stopped within
/// a batch, and its time is simulated: `now()` gives it, no clock of the machine.
class BatchPredictor final : public core::MaskPredictor {
 public:
  explicit BatchPredictor(std::int64_t slicesAtOnce) {
    info_ = answers.info();
    info_.device = "fake:0";
    info_.slicesAtOnce = slicesAtOnce;
  }

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }
  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext& job) override {
    auto made = encodeBatch({picture}, job);
    if (!made) return passOn(made);
    return made->front();
  }
  [[nodiscard]] Result<std::vector<core::EmbeddingPtr>> encodeBatch(
      const std::vector<core::SlicePicture>& pictures, const JobContext& job) override {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "cancelled");
    std::unique_lock lock(mutex_);
    calls_.push_back(pictures.size());
    wake_.notify_all();
    wake_.wait(lock, [this] { return calls_.size() < heldFrom_; });
    now_ += msPerCall + msPerSlice * static_cast<double>(pictures.size());
    if (const auto error = errorOf(pictures)) return fail(*error, "the fake was told to fail");
    std::vector<core::EmbeddingPtr> made;
    for (const core::SlicePicture& picture : pictures)
      made.push_back(answers.encode(picture, {}).value());
    return made;
  }
  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding& embedding,
                                                 const core::PromptSet& prompts) override {
    {
      const std::lock_guard lock(mutex_);
      callsBeforePredict_ = calls_.size();
    }
    return answers.predict(embedding, prompts);
  }
  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding& embedding,
                                                         const Mask& mask) override {
    return answers.maskPrompt(embedding, mask);
  }
  [[nodiscard]] core::EmbeddingCodec* codec() override { return answers.codec(); }

  /// That call, counted from 1, and later ones wait until release().
  void holdFrom(std::size_t call) {
    {
      const std::lock_guard lock(mutex_);
      heldFrom_ = call;
    }
    wake_.notify_all();
  }
  void release() { holdFrom(kNever); }
  /// Returns once that many calls have begun.
  void waitForCalls(std::size_t count) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return calls_.size() >= count; });
  }
  /// How many slices each call so far took.
  [[nodiscard]] std::vector<std::size_t> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }
  [[nodiscard]] std::size_t callsBeforePredict() const {
    const std::lock_guard lock(mutex_);
    return callsBeforePredict_;
  }
  [[nodiscard]] double now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void pass(double ms) {
    const std::lock_guard lock(mutex_);
    now_ += ms;
  }

  FakePredictor answers;
  double msPerCall = 2, msPerSlice = 0.5;
  std::optional<ErrorCode> batchError;       // of calls of several slices
  std::optional<core::SlicePicture> poison;  // any batch that contains it fails

 private:
  static constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] std::optional<ErrorCode> errorOf(
      const std::vector<core::SlicePicture>& pictures) const {
    for (const core::SlicePicture& picture : pictures) {
      if (poison && picture == *poison) return ErrorCode::Internal;
    }
    return pictures.size() > 1 ? batchError : std::nullopt;
  }

  core::ModelInfo info_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t heldFrom_ = kNever;
  double now_ = 0;
  std::vector<std::size_t> calls_;
  std::size_t callsBeforePredict_ = 0;
};

}  // namespace limn::test
