// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/focus_evaluation.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>

#include <memory>
#include <utility>

namespace limn::nn {

namespace {

at::Tensor ellipseIn(const PromptBox& box, std::int64_t height, std::int64_t width) {
  at::Tensor out = at::full({height, width}, -1, at::kFloat);
  auto* to = out.data_ptr<float>();
  const float rx = (box.x1 - box.x0 + 1) / 2, ry = (box.y1 - box.y0 + 1) / 2;
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    const float u = (static_cast<float>(i % width) - (box.x0 + box.x1) / 2) / rx;
    const float v = (static_cast<float>(i / width) - (box.y0 + box.y1) / 2) / ry;
    if (u * u + v * v <= 1) to[i] = 1;
  }
  return out;
}

/// A SAM network on one picture: it remembers its own low-res answer.
class SamOnPicture {
 public:
  SamOnPicture(Predictor& predictor, const at::Tensor& rgb)
      : predictor_(&predictor), embedding_(predictor.encode(rgb)) {}

  at::Tensor operator()(const FocusQuestion& question) {
    Prompts prompts;
    prompts.points = question.points;
    prompts.box = question.box;
    const bool continues = question.previous.defined() && question.previous.is_same(last_);
    if (continues) prompts.maskLogits = lowRes_;
    const MaskPrediction found = predictor_->predict(embedding_, prompts);
    lowRes_ = found.lowResLogits[found.best];
    last_ = found.logits[found.best].contiguous();
    return last_;
  }

 private:
  Predictor* predictor_;
  ImageEmbedding embedding_;
  at::Tensor lowRes_, last_;
};

/// The last answers to one chain of questions.
struct Chain {
  at::Tensor suggested, seen;
};

}  // namespace

ComparedMethod ellipseMethod() {
  return {"ellipse",
          [](const at::Tensor& rgb) -> MaskMethod {
            return [height = rgb.size(0), width = rgb.size(1)](const FocusQuestion& question) {
              return question.box ? ellipseIn(*question.box, height, width)
                                  : at::full({height, width}, -1, at::kFloat);
            };
          },
          false};
}

ComparedMethod samMethod(Predictor& predictor) {
  return {"whole picture",
          [&predictor](const at::Tensor& rgb) -> MaskMethod {
            const auto onPicture = std::make_shared<SamOnPicture>(predictor, rgb);
            return [onPicture](const FocusQuestion& question) { return (*onPicture)(question); };
          },
          false};
}

ComparedMethod focusMethod(const FocusPredictor& predictor, std::optional<ComparedMethod> first) {
  const std::string name = first ? "whole picture, then focus" : "focus";
  return {name,
          [&predictor, first = std::move(first)](const at::Tensor& rgb) -> MaskMethod {
            const MaskMethod begin = first ? first->onPicture(rgb) : MaskMethod();
            const auto chain = std::make_shared<Chain>();
            return [&predictor, rgb, begin, chain](const FocusQuestion& question) {
              // The first method goes its own way: it is given its own last answer.
              FocusQuestion asked = question;
              const bool continues = question.previous.defined() && chain->seen.defined() &&
                                     question.previous.is_same(chain->seen);
              asked.previous = continues ? chain->suggested : at::Tensor();
              const bool isDraft = !question.box && question.points.empty();
              chain->suggested = begin && !isDraft ? begin(asked) : at::Tensor();
              chain->seen = predictor.mask(rgb, question, chain->suggested).logits;
              return chain->seen;
            };
          },
          true};
}

}  // namespace limn::nn
