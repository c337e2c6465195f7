// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "golden.h"

#include "limn/nn/formula.h"
#include "limn/nn/weights.h"
#include "losses.h"
#include "network.h"
#include "preprocess.h"

#include <ATen/TensorOperators.h>

#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <stdexcept>

namespace limn::nn {

namespace {

at::Tensor find(const StateDict& state, const std::string& name) {
  const auto found = state.tensors.find(name);
  return found == state.tensors.end() ? at::Tensor() : found->second;
}

const at::Tensor& need(const StateDict& state, const std::string& name) {
  const auto found = state.tensors.find(name);
  if (found == state.tensors.end()) throw std::runtime_error("holds no tensor '" + name + "'");
  return found->second;
}

/// Names up to `suffix`, each once.
std::set<std::string> stems(const StateDict& state, std::string_view suffix) {
  std::set<std::string> out;
  for (const auto& [name, tensor] : state.tensors) {
    if (name.ends_with(suffix)) out.insert(name.substr(0, name.size() - suffix.size()));
  }
  return out;
}

at::Tensor thinned(at::Tensor actual, const at::Tensor& expected) {
  if (actual.dim() != expected.dim()) return actual;
  for (std::int64_t axis = std::max<std::int64_t>(0, actual.dim() - 2); axis < actual.dim();
       ++axis) {
    const std::int64_t have = actual.size(axis), want = expected.size(axis);
    if (want > 0 && have > want && have % want == 0) {
      actual = actual.slice(axis, 0, have, have / want);
    }
  }
  return actual;
}

void compareIfAny(ErrorMeter& meter, const std::string& name, const at::Tensor& actual,
                  const StateDict& expected) {
  const at::Tensor wanted = find(expected, name);
  if (wanted.defined()) meter.compare(name, actual, wanted);
}

/// One form of the network: the reference, or the fast path of the CPU.
struct Form {
  const SamConfig& config;
  const PromptEncoder& promptEncoder;
  std::function<at::Tensor(const at::Tensor& image)> encode;
  std::function<DecodedMasks(const at::Tensor& features, const PromptTensors& prompts,
                             const PromptEmbedding& embedded)>
      decode;
};

void comparePromptCase(const Form& form, const std::string& name, const at::Tensor& embedding,
                       const StateDict& expected, ErrorMeter& meter) {
  const at::Device device = embedding.device();
  PromptTensors prompts{find(expected, name + ".coords"), find(expected, name + ".labels"),
                        find(expected, name + ".boxes"), find(expected, name + ".mask_input")};
  const bool takesMask = name == "all" || name.find("mask") != std::string::npos;
  if (takesMask && !prompts.masks.defined()) prompts.masks = formulaMask(form.config.lowResSide());
  for (at::Tensor* part : {&prompts.coords, &prompts.boxes, &prompts.masks}) {
    if (part->defined()) *part = part->to(device);
  }
  const PromptEmbedding embedded = form.promptEncoder(prompts);
  compareIfAny(meter, name + ".sparse", embedded.sparse, expected);
  const DecodedMasks masks = form.decode(embedding, prompts, embedded);
  for (const auto& [kind, chosen] :
       {std::pair{".multi", masks.candidates()}, std::pair{".single", masks.single()}}) {
    compareIfAny(meter, name + kind + ".low_res_logits", chosen.logits, expected);
    compareIfAny(meter, name + kind + ".iou", chosen.iou, expected);
  }
}

void compareForm(const Form& form, const std::string& tag, const StateDict& expected,
                 ErrorMeter& meter) {
  const at::Device device = form.promptEncoder.gaussian.device();
  at::Tensor image = find(expected, "image");
  if (!image.defined()) image = formulaImage(tag, form.config.imageSize);
  const at::Tensor embedding = form.encode(image.to(device));
  meter.compare("embedding", embedding, need(expected, "embedding"));
  for (const std::string& name : stems(expected, ".multi.low_res_logits")) {
    comparePromptCase(form, name, embedding, expected, meter);
  }
}

std::filesystem::path weightsBeside(const std::filesystem::path& folder, const std::string& tag) {
  for (const char* suffix : {".pth", ".safetensors"}) {
    const std::filesystem::path file = folder / (tag + suffix);
    if (std::filesystem::exists(file)) return file;
  }
  return {};
}

}  // namespace

void ErrorMeter::compare(const std::string& tensor, const at::Tensor& actual,
                         const at::Tensor& expected) {
  const at::Tensor ours = thinned(actual, expected);
  double error = std::numeric_limits<double>::infinity();
  if (ours.sizes() == expected.sizes()) {
    error = ours.numel() == 0 ? 0.0
                              : (ours.to(at::kCPU, at::kDouble) - expected.to(at::kDouble))
                                    .abs()
                                    .max()
                                    .item<double>();
    if (std::isnan(error)) error = std::numeric_limits<double>::infinity();
  }
  if (error > largest_) {
    largest_ = error;
    tensor_ = tensor;
  }
}

GoldenCase loadCheckpointCase(const std::filesystem::path& file, const std::string& tag) {
  GoldenCase out{tag, readCheckpoint(file), {}, false};
  out.config = inferConfig(out.weights, {}, file);
  checkStateDict(out.weights, out.config, file);
  convertToFloat(out.weights);
  return out;
}

GoldenCase loadGoldenCase(const std::filesystem::path& folder, const std::string& tag) {
  const std::filesystem::path own = weightsBeside(folder, tag);
  if (!own.empty()) return loadCheckpointCase(own, tag);
  if (const auto at = tag.rfind("_at_"); at != std::string::npos) {
    const std::filesystem::path other = weightsBeside(folder, tag.substr(0, at));
    if (!other.empty()) {
      GoldenCase out = loadCheckpointCase(other, tag);
      resizeInput(out.weights, out.config, std::stoll(tag.substr(at + 4)));
      return out;
    }
  }
  if (!tag.starts_with("vit_")) {
    throw std::runtime_error("no weights: expected " + tag + ".pth or " + tag +
                             ".safetensors beside it");
  }
  const SamConfig config = SamConfig::fromTag(tag);
  return {tag, formulaStateDict(config), config, true};
}

void compareNetwork(const Sam& sam, const std::string& tag, const StateDict& expected,
                    ErrorMeter& meter) {
  const at::Tensor positions = sam.promptEncoder.densePositions();
  compareIfAny(meter, "dense_pe", positions, expected);
  const auto decode = [&](const at::Tensor& features, const PromptTensors&,
                          const PromptEmbedding& embedded) {
    return sam.maskDecoder(features, positions, embedded);
  };
  const auto encode = [&](const at::Tensor& image) { return sam.imageEncoder(image); };
  compareForm({sam.config, sam.promptEncoder, encode, decode}, tag, expected, meter);
}

void compareFastNetwork(GoldenCase golden, const StateDict& expected, ErrorMeter& meter) {
  const PromptEncoder prompts(WeightScope(golden.weights) / "prompt_encoder", golden.config);
  const auto network = makeCpuNetwork(std::move(golden.weights), golden.config);
  const auto decode = [&](const at::Tensor& features, const PromptTensors& tensors,
                          const PromptEmbedding&) { return network->decode(features, tensors); };
  const auto encode = [&](const at::Tensor& image) { return network->encode(image, {}); };
  compareForm({golden.config, prompts, encode, decode}, golden.tag, expected, meter);
}

void comparePrePost(const StateDict& expected, ErrorMeter& meter) {
  for (const std::string& size : stems(expected, ".image_u8")) {
    const at::Tensor& lowRes = need(expected, size + ".low_res_logits");
    const std::int64_t side = 4 * lowRes.size(-1);
    const PreparedImage image = prepareSamMed2d(need(expected, size + ".image_u8"), side);
    meter.compare(size + ".input", image.input, need(expected, size + ".input"));
    meter.compare(size + ".mask_logits", restoreSamMed2d(lowRes, image.frame, side),
                  need(expected, size + ".mask_logits"));
  }
}

void compareLosses(const StateDict& expected, ErrorMeter& meter) {
  for (const std::string& name : stems(expected, ".pred_logits")) {
    const at::Tensor& logits = need(expected, name + ".pred_logits");
    const at::Tensor& masks = need(expected, name + ".mask");
    const MaskLosses losses = maskLosses(logits, masks, need(expected, name + ".iou_pred"));
    const MaskAgreement agreement = maskAgreement(logits, masks);
    meter.compare(name + ".focal", losses.focal.view({1}), need(expected, name + ".focal"));
    meter.compare(name + ".dice_loss", losses.dice.view({1}), need(expected, name + ".dice_loss"));
    meter.compare(name + ".iou_loss", losses.iou.view({1}), need(expected, name + ".iou_loss"));
    meter.compare(name + ".total", losses.total.view({1}), need(expected, name + ".total"));
    meter.compare(name + ".metric_iou", agreement.iou, need(expected, name + ".metric_iou"));
    meter.compare(name + ".metric_dice", agreement.dice, need(expected, name + ".metric_dice"));
  }
}

}  // namespace limn::nn
