// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/embedding_store.h"
#include "limn/core/mask_predictor.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace limn::core {

/// A network that encodes nothing twice: what the store has is read; what it does not have is
/// encoded and handed to it. Without a codec of the network the store is not used.
class CachingPredictor final : public MaskPredictor {
 public:
  struct Counts {
    std::uint64_t encoded = 0, found = 0;  // slices so far
  };

  CachingPredictor(std::shared_ptr<MaskPredictor> network, std::shared_ptr<EmbeddingStore> store);
  ~CachingPredictor() override;  // logs the counts

  /// Callable on any thread.
  [[nodiscard]] Counts counts() const { return {encoded_, found_}; }

  [[nodiscard]] const ModelInfo& info() const override { return network_->info(); }
  [[nodiscard]] Result<EmbeddingPtr> encode(const SlicePicture& picture,
                                            const JobContext& job) override;
  [[nodiscard]] Result<std::vector<EmbeddingPtr>> encodeBatch(
      const std::vector<SlicePicture>& pictures, const JobContext& job) override;
  [[nodiscard]] Result<Prediction> predict(const Embedding& embedding,
                                           const PromptSet& prompts) override {
    return network_->predict(embedding, prompts);
  }
  [[nodiscard]] Result<std::vector<Prediction>> predictBatch(
      const Embedding& embedding, const std::vector<PromptSet>& prompts) override {
    return network_->predictBatch(embedding, prompts);
  }
  [[nodiscard]] Result<LowResLogitsPtr> maskPrompt(const Embedding& embedding,
                                                   const Mask& mask) override {
    return network_->maskPrompt(embedding, mask);
  }

 private:
  [[nodiscard]] EmbeddingPtr find(const EmbeddingName& name);
  void keep(const EmbeddingName& name, const Embedding& fresh);

  std::shared_ptr<MaskPredictor> network_;
  std::shared_ptr<EmbeddingStore> store_;
  std::atomic<std::uint64_t> encoded_ = 0, found_ = 0;
};

}  // namespace limn::core
