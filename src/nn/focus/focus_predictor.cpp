// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "components.h"
#include "device.h"
#include "focus/focus_input.h"
#include "focus/focus_network.h"
#include "limn/nn/focus.h"
#include "picture_view.h"
#include "weights_hash.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/where.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace limn::nn {

struct FocusPredictor::Impl {
  FocusNetwork network;
  std::string hash;
  std::int64_t parameters = 0;
  c10::Device device;

  [[nodiscard]] FocusAnswer answer(const at::Tensor& rgb, const FocusRequest& request) const;
};

namespace {

View viewOn(const FocusView& view, std::int64_t height, std::int64_t width) {
  const double step = view.span / static_cast<double>(view.side);
  const Placement place{view.left + view.span / 2, view.top + view.span / 2, step, step, 0};
  return viewAt(place, height, width, view.side, Sampling::Bilinear);
}

FocusPrompts inView(const FocusQuestion& question, const FocusView& view, const View& shown) {
  const auto scale = static_cast<float>(static_cast<double>(view.side) / view.span);
  const auto x = [&](float at) {
    return (at + 0.5F - static_cast<float>(view.left)) * scale - 0.5F;
  };
  const auto y = [&](float at) {
    return (at + 0.5F - static_cast<float>(view.top)) * scale - 0.5F;
  };
  FocusPrompts prompts;
  for (const PromptPoint& p : question.points)
    prompts.points.push_back({x(p.x), y(p.y), p.label});
  if (question.box) {
    const PromptBox& b = *question.box;
    prompts.box = PromptBox{x(b.x0), y(b.y0), x(b.x1), y(b.y1)};
  }
  if (question.previous.defined()) {
    constexpr float kOutside = -4;
    const at::Tensor seen = viewedPicture(question.previous.unsqueeze(2), shown)[0];
    prompts.previous = at::where(shown.inside, seen, at::full_like(seen, kOutside)).contiguous();
  }
  return prompts;
}

void requirePicture(const at::Tensor& rgb, const FocusRequest& request, std::int64_t stride) {
  if (rgb.dim() != 3 || rgb.size(2) != 3 || rgb.scalar_type() != at::kByte || rgb.numel() == 0) {
    throw std::invalid_argument("expected a picture [H, W, 3] of uint8 with pixels in it");
  }
  const at::Tensor& previous = request.question.previous;
  if (previous.defined() &&
      (previous.dim() != 2 || previous.size(0) != rgb.size(0) || previous.size(1) != rgb.size(1))) {
    throw std::invalid_argument("the previous mask has not the size of the picture");
  }
  const FocusView& view = request.view;
  if (view.side <= 0 || view.side % stride != 0 || !(view.span > 0)) {
    throw std::invalid_argument("a view has a positive span and a side that is a multiple of " +
                                std::to_string(stride));
  }
}

/// How much of the border of a view its mask takes: an object that goes on beyond is not all there.
double borderShare(const at::Tensor& logits) {
  const at::Tensor inside = logits.gt(0);
  const std::int64_t last = inside.size(0) - 1;
  const auto count = [](const at::Tensor& line) { return line.sum().item<double>(); };
  const double border = count(inside[0]) + count(inside[last]) + count(inside.select(1, 0)) +
                        count(inside.select(1, last));
  return border / (4.0 * static_cast<double>(last));
}

/// The connected change from `before` to `after` that the click lies in, or within three pixels of;
/// everywhere else the sides stay as they were.
at::Tensor changedAt(const PromptPoint& click, const at::Tensor& before, const at::Tensor& after) {
  constexpr double kNear = 3;
  at::Tensor out = after.contiguous().clone();
  const at::Tensor old = before.contiguous();
  const at::Tensor added = after.gt(0).logical_and(before.le(0)).to(at::kByte);
  const at::Tensor removed = after.le(0).logical_and(before.gt(0)).to(at::kByte);
  const Components changes = connectedComponents((added + removed * 2).contiguous());
  const std::int64_t width = out.size(1);
  std::int32_t wanted = 0;
  double nearest = kNear * kNear;
  for (std::size_t i = 0; i < changes.labels.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const double dx = static_cast<double>(at % width) - click.x;
    const double dy = static_cast<double>(at / width) - click.y;
    if (changes.labels[i] == 0 || dx * dx + dy * dy > nearest) continue;
    nearest = dx * dx + dy * dy;
    wanted = changes.labels[i];
  }
  for (std::size_t i = 0; i < changes.labels.size(); ++i) {
    const bool reverted = changes.labels[i] != 0 && changes.labels[i] != wanted;
    if (reverted) out.data_ptr<float>()[i] = old.data_ptr<float>()[i];
  }
  return out;
}

float bestIou(const FocusAnswer& answer) {
  return answer.iou[static_cast<std::size_t>(answer.best)];
}

at::Tensor pastedBest(const FocusAnswer& answer, const at::Tensor& rgb,
                      const at::Tensor& previous = {}) {
  return pastedView(answer.logits[answer.best], answer.view, rgb.size(0), rgb.size(1), previous);
}

constexpr float kSurer = 0.03F;  // predicted IoU

/// A correction of a mask that nobody has seen yet: the better one of the two.
FocusMask betterOf(const FocusAnswer& answer, const at::Tensor& rgb, const at::Tensor& previous) {
  if (bestIou(answer) <= answer.previousIou) return {previous, answer.previousIou, answer.view};
  return {pastedBest(answer, rgb, previous), bestIou(answer), answer.view};
}

/// A correction of the mask that the reader saw. Unless the network is surer of its own mask than
/// of that one, a draft stays as it is, and a click changes only the part that it points at
/// (progressive merge: Chen et al., FocalClick, CVPR 2022).
FocusMask correctionOf(const FocusAnswer& answer, const at::Tensor& rgb,
                       const FocusQuestion& question) {
  const at::Tensor& previous = question.previous;
  const bool isSurer = bestIou(answer) > answer.previousIou + kSurer;
  if (!isSurer && question.points.empty()) return {previous, answer.previousIou, answer.view};
  at::Tensor corrected = pastedBest(answer, rgb, previous);
  if (!isSurer) corrected = changedAt(question.points.back(), previous, corrected);
  return {corrected, std::max(bestIou(answer), answer.previousIou), answer.view};
}

FocusRequest correcting(const at::Tensor& mask, const at::Tensor& rgb, FocusQuestion question) {
  question.previous = maskLogits(mask);
  const FocusView view = focusView(rgb.size(0), rgb.size(1), question);
  return {std::move(question), view};
}

std::vector<FocusView> firstViews(std::int64_t height, std::int64_t width,
                                  const FocusQuestion& question) {
  const bool loneClick = !question.box && question.points.size() == 1;
  if (loneClick) return clickViews(height, width, question.points.front());
  return {focusView(height, width, question)};
}

/// Of first answers in several views the one that is predicted to be best, unless the view cuts it
/// off.
at::Tensor bestFirst(std::span<const FocusAnswer> answers, const at::Tensor& rgb) {
  const auto score = [](const FocusAnswer& answer) {
    return static_cast<float>(bestIou(answer) * (1 - borderShare(answer.logits[answer.best])));
  };
  return pastedBest(*std::ranges::max_element(answers, {}, score), rgb);
}

}  // namespace

at::Tensor maskLogits(const at::Tensor& logits) {
  return logits.gt(0).to(at::kFloat).mul_(2).sub_(1);
}

FocusPredictor::FocusPredictor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FocusPredictor::FocusPredictor(FocusPredictor&&) noexcept = default;
FocusPredictor& FocusPredictor::operator=(FocusPredictor&&) noexcept = default;
FocusPredictor::~FocusPredictor() = default;

FocusPredictor FocusPredictor::load(const std::filesystem::path& file,
                                    const PredictorOptions& options) {
  StateDict state = readCheckpoint(file);
  const FocusShape shape = checkFocusNetwork(state, file);
  const std::string hash = hashWeights(state);
  convertToFloat(state);
  const c10::Device device = resolveDevice(options.device);
  const bool bf16 =
      options.precision == Precision::Bf16 && (device.is_cuda() || cpuMultipliesBf16());
  const at::ScalarType type = bf16 ? at::kBFloat16 : at::kFloat;
  std::int64_t parameters = 0;
  for (const auto& [name, tensor] : state.tensors)
    parameters += tensor.numel();
  std::map<std::string, at::Tensor> folded = foldedFocusTensors(state.tensors, shape);
  for (auto& [name, tensor] : folded) {
    // In the form that convolutions take, so that no call converts them again.
    const bool isKernel = tensor.dim() == 4;
    tensor = tensor.to(device);
    if (isKernel) tensor = tensor.to(type).contiguous(at::MemoryFormat::ChannelsLast);
  }
  return FocusPredictor(std::make_unique<Impl>(Impl{
      FocusNetwork(std::move(folded), shape, FocusForm::Folded, type), hash, parameters, device}));
}

const std::string& FocusPredictor::weightsHash() const {
  return impl_->hash;
}

std::int64_t FocusPredictor::parameterCount() const {
  return impl_->parameters;
}

FocusAnswer FocusPredictor::Impl::answer(const at::Tensor& rgb, const FocusRequest& request) const {
  requirePicture(rgb, request, network.shape().coarsestStride());
  const c10::AutoGradMode noGrad(false);  // of the calling thread
  const View shown = viewOn(request.view, rgb.size(0), rgb.size(1));
  const at::Tensor seen = viewedPicture(rgb, shown).mul(shown.inside);
  const FocusInput input =
      focusInput(focusPicture(seen, shown.inside), inView(request.question, request.view, shown));
  const FocusOutput output =
      network(input.channels.unsqueeze(0).to(device), input.base.unsqueeze(0).to(device));
  FocusAnswer answer;
  answer.view = request.view;
  answer.logits = output.logits[0].to(at::kCPU);
  const at::Tensor iou = output.iou[0].to(at::kCPU).contiguous();
  const auto* value = iou.data_ptr<float>();
  answer.iou.assign(value, value + answer.logits.size(0));
  answer.previousIou = value[answer.logits.size(0)];
  answer.best = std::ranges::max_element(answer.iou) - answer.iou.begin();
  return answer;
}

// The network is too small for its layers to be shared between threads: a thread for each request
// answers two in the time of one.
std::vector<FocusAnswer> FocusPredictor::predict(const at::Tensor& rgb,
                                                 std::span<const FocusRequest> requests) const {
  std::vector<FocusAnswer> answers(requests.size());
  const auto answerSome = [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      answers[i] = impl_->answer(rgb, requests[i]);
  };
  const auto count = static_cast<std::int64_t>(requests.size());
  if (count > 1 && impl_->device.is_cpu()) {
    at::parallel_for(0, count, 1, answerSome);
  } else {
    answerSome(0, count);
  }
  return answers;
}

FocusMask FocusPredictor::mask(const at::Tensor& rgb, const FocusQuestion& question,
                               const at::Tensor& suggestion) const {
  const bool isFirst = !question.previous.defined();
  std::vector<FocusRequest> requests;
  if (!isFirst) requests.push_back(correcting(question.previous, rgb, question));
  if (suggestion.defined()) requests.push_back(correcting(suggestion, rgb, question));
  const std::size_t corrections = requests.size();
  if (isFirst && (question.box || !suggestion.defined())) {
    for (const FocusView& view : firstViews(rgb.size(0), rgb.size(1), question))
      requests.push_back({question, view});
  }
  const std::vector<FocusAnswer> answers = predict(rgb, requests);

  std::vector<FocusMask> found;
  for (std::size_t i = 0; i < corrections; ++i) {
    const bool wasSeen = i == 0 && !isFirst;
    found.push_back(wasSeen ? correctionOf(answers[i], rgb, requests[i].question)
                            : betterOf(answers[i], rgb, requests[i].question.previous));
    if (wasSeen) found.back().iou += kSurer;
  }
  if (answers.size() > corrections) {
    const at::Tensor first = bestFirst(std::span(answers).subspan(corrections), rgb);
    const FocusRequest again = correcting(first, rgb, question);
    found.push_back(betterOf(predict(rgb, {&again, 1})[0], rgb, again.question.previous));
  }
  FocusMask best = *std::ranges::max_element(found, {}, &FocusMask::iou);
  best.logits = withClicksObeyed(best.logits, rgb, question.points);
  return best;
}

}  // namespace limn::nn
