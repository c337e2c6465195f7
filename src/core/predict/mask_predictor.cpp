// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/mask_predictor.h"

#include <utility>

namespace limn::core {

Result<std::vector<EmbeddingPtr>> MaskPredictor::encodeBatch(
    const std::vector<SlicePicture>& pictures, const JobContext& job) {
  std::vector<EmbeddingPtr> embeddings;
  for (const SlicePicture& picture : pictures) {
    auto embedding = encode(picture, job);
    if (!embedding) return passOn(embedding);
    embeddings.push_back(std::move(*embedding));
  }
  return embeddings;
}

Result<std::vector<Prediction>> MaskPredictor::predictBatch(const Embedding& embedding,
                                                            const std::vector<PromptSet>& prompts) {
  std::vector<Prediction> answers;
  for (const PromptSet& set : prompts) {
    auto answer = predict(embedding, set);
    if (!answer) return passOn(answer);
    answers.push_back(std::move(*answer));
  }
  return answers;
}

}  // namespace limn::core
