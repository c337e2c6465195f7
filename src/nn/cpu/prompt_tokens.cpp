// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/prompt_tokens.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limn::nn::cpu {

namespace {

constexpr std::int64_t kFirstCorner = 2, kNotAPoint = 4;

at::Tensor kindsOf(const PromptEncoder& source) {
  const auto& points = source.point_embeddings;
  return at::cat({points[0], points[1], points[2], points[3], source.not_a_point_embed})
      .detach()
      .contiguous();
}

}  // namespace

PromptTokens::PromptTokens(const PromptEncoder& source)
    : gaussian_(source.gaussian.detach().contiguous()),
      kinds_(kindsOf(source)),
      width_(kinds_.size(1)),
      imageSize_(static_cast<float>(source.imageSize)) {}

void PromptTokens::write(float x, float y, const float* kind, float* token) const {
  const std::int64_t half = width_ / 2;
  const float u = 2 * ((x + 0.5F) / imageSize_) - 1, v = 2 * ((y + 0.5F) / imageSize_) - 1;
  const float* g = gaussian_.data_ptr<float>();
  for (std::int64_t i = 0; i < half; ++i) {
    const float phase = (u * g[i] + v * g[half + i]) * (2 * std::numbers::pi_v<float>);
    token[i] = std::sin(phase) + kind[i];
    token[half + i] = std::cos(phase) + kind[half + i];
  }
}

at::Tensor PromptTokens::operator()(const PromptTensors& prompts) const {
  const bool boxed = prompts.boxes.defined(), pointed = prompts.coords.defined();
  const std::int64_t batch = boxed                     ? prompts.boxes.size(0)
                             : pointed                 ? prompts.coords.size(0)
                             : prompts.masks.defined() ? prompts.masks.size(0)
                                                       : 1;
  const std::int64_t points = pointed ? prompts.coords.size(1) : 0;
  const std::int64_t count = points + (boxed ? 2 : pointed ? 1 : 0);
  const at::Tensor tokens = at::empty({batch, count, width_}, at::kFloat);
  const at::Tensor coords = pointed ? prompts.coords.to(at::kFloat).contiguous() : at::Tensor();
  const at::Tensor labels = pointed ? prompts.labels.to(at::kLong).contiguous() : at::Tensor();
  const at::Tensor boxes = boxed ? prompts.boxes.to(at::kFloat).contiguous() : at::Tensor();
  const auto kind = [&](std::int64_t index) { return kinds_.data_ptr<float>() + index * width_; };
  float* token = tokens.data_ptr<float>();
  for (std::int64_t b = 0; b < batch; ++b) {
    for (std::int64_t i = b * points; i < (b + 1) * points; ++i, token += width_) {
      const std::int64_t label = labels.data_ptr<std::int64_t>()[i];
      const float* at = coords.data_ptr<float>() + 2 * i;
      if (label < 0) {
        std::copy_n(kind(kNotAPoint), width_, token);
      } else {
        write(at[0], at[1], kind(label), token);
      }
    }
    if (boxed) {
      for (std::int64_t corner = 0; corner < 2; ++corner, token += width_) {
        const float* at = boxes.data_ptr<float>() + 4 * b + 2 * corner;
        write(at[0], at[1], kind(kFirstCorner + corner), token);
      }
    } else if (pointed) {
      std::copy_n(kind(kNotAPoint), width_, token);
      token += width_;
    }
  }
  return tokens;
}

}  // namespace limn::nn::cpu
