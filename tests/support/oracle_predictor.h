// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/mask_predictor.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace limn::test {

/// A predictor whose best candidate is chosen by the test; the other candidates are empty. It
/// records its calls. Its logits hold one number: how many calls there were before.
class OraclePredictor final : public core::MaskPredictor {
 public:
  using Answer = std::function<Mask(const core::PromptSet&)>;
  explicit OraclePredictor(Answer answer) : answer_(std::move(answer)) {}

  [[nodiscard]] const core::ModelInfo& info() const override { return info_; }
  [[nodiscard]] Result<core::EmbeddingPtr> encode(const core::SlicePicture& picture,
                                                  const JobContext&) override {
    pictures.push_back(picture);
    return std::make_shared<Nothing>();
  }
  [[nodiscard]] Result<core::Prediction> predict(const core::Embedding&,
                                                 const core::PromptSet& prompts) override {
    const auto logits = std::make_shared<core::LowResLogits>(
        core::LowResLogits{1, {static_cast<float>(asked.size())}});
    asked.push_back(prompts);
    const Mask best = answer_(prompts), empty(best.width(), best.height());
    return core::Prediction{{{empty, 0.2F, nullptr}, {best, 0.75F, logits}, {empty, 0.1F, nullptr}},
                            1};
  }
  [[nodiscard]] Result<core::LowResLogitsPtr> maskPrompt(const core::Embedding&,
                                                         const Mask&) override {
    return fail(ErrorCode::Internal, "not asked of this fake");
  }

  std::vector<core::SlicePicture> pictures;
  std::vector<core::PromptSet> asked;

 private:
  struct Nothing final : core::Embedding {
    [[nodiscard]] std::size_t bytes() const override { return 0; }
  };
  Answer answer_;
  core::ModelInfo info_{"oracle", "sam-med2d", "none", "cpu", false, 256, 0};
};

}  // namespace limn::test
