// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/focus_evaluation.h"

#include "components.h"
#include "focus/geodesic.h"
#include "train/focus_reader.h"
#include "train/label_masks.h"
#include "train/random.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

namespace limn::nn {

namespace {

constexpr double kHarm = 0.02;

double maskDice(const at::Tensor& inside, const at::Tensor& truth) {
  const auto sum = [](const at::Tensor& t) { return t.sum().item<double>(); };
  const at::Tensor a = inside.ne(0), b = truth.ne(0);
  return 2 * sum(a.logical_and(b)) / std::max(sum(a) + sum(b), 1.0);
}

at::Tensor insideOf(const at::Tensor& logits) {
  return logits.gt(0).to(at::kByte).contiguous();
}

std::span<const std::uint8_t> pixelsOf(const at::Tensor& mask) {
  return {mask.data_ptr<std::uint8_t>(), static_cast<std::size_t>(mask.numel())};
}

/// Sums of what was measured, by name.
class Tally {
 public:
  void add(const std::string& name, double value) {
    auto& [sum, count] = sums_[name];
    sum += value;
    count += 1;
  }
  [[nodiscard]] Measures means() const {
    Measures out;
    for (const auto& [name, sum] : sums_)
      out[name] = sum.first / sum.second;
    return out;
  }

 private:
  std::map<std::string, std::pair<double, double>> sums_;
};

/// One mask on its way through clicks.
struct Trial {
  const MaskMethod& method;
  const at::Tensor& truth;
  FocusQuestion question;

  double answer() {
    question.previous = method(question);
    return maskDice(insideOf(question.previous), truth);
  }
};

void countClicks(const Trial& trial, double before, double after, Tally& tally) {
  for (const PromptPoint& point : trial.question.points)
    tally.add("obeyed", obeys(trial.question.previous, point) ? 1 : 0);
  tally.add("harmful", after < before - kHarm ? 1 : 0);
}

void tryBox(const MaskMethod& method, const at::Tensor& truth, std::uint64_t seed, Tally& tally) {
  constexpr int kCorrections = 5;
  Random reader(seed);
  Trial trial{method, truth, {}};
  trial.question.box = drawnBox(truth, 0, reader);
  double dice = trial.answer();
  tally.add("box", dice);
  for (int i = 1; i <= kCorrections; ++i) {
    const auto click = middleOfError(insideOf(trial.question.previous), truth);
    if (click) {
      trial.question.points.push_back(*click);
      const double before = std::exchange(dice, trial.answer());
      countClicks(trial, before, dice, tally);
    }
    if (i % 2 == 1) tally.add("box+" + std::to_string(i), dice);
  }
}

void tryPoints(const MaskMethod& method, const at::Tensor& truth, std::uint64_t seed,
               Tally& tally) {
  constexpr int kPoints = 5;
  Random reader(seed);
  Trial trial{method, truth, {}};
  double dice = 0;
  for (int i = 1; i <= kPoints; ++i) {
    at::Tensor wrong = truth;
    if (i > 1) wrong = insideOf(trial.question.previous).ne(truth).to(at::kByte);
    if (const auto click = anyPixelOf(wrong, truth, reader)) {
      trial.question.points.push_back(*click);
      dice = trial.answer();
    }
    if (i % 2 == 1) tally.add(std::to_string(i) + (i == 1 ? " point" : " points"), dice);
  }
}

/// Distance to the outline in pixels, positive inside.
std::vector<float> outlineDistance(const at::Tensor& mask) {
  const at::Tensor outside = mask.eq(0).to(at::kByte);
  std::vector<float> in = distanceInside(pixelsOf(mask), mask.size(1), false);
  const std::vector<float> out = distanceInside(pixelsOf(outside), mask.size(1), false);
  for (std::size_t i = 0; i < in.size(); ++i)
    in[i] = in[i] > 0 ? in[i] : -out[i];
  return in;
}

at::Tensor above(const std::vector<float>& distance, const at::Tensor& like, float level) {
  at::Tensor out = like.clone();
  auto* to = out.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < distance.size(); ++i)
    to[i] = distance[i] > level ? 1 : 0;
  return out;
}

at::Tensor withoutRightHalf(const at::Tensor& mask) {
  const at::Tensor columns = mask.any(0).nonzero();
  const std::int64_t middle =
      (columns[0].item<std::int64_t>() + columns[-1].item<std::int64_t>()) / 2;
  at::Tensor out = mask.clone();
  if (middle + 1 < mask.size(1)) out.slice(1, middle + 1).zero_();
  return out;
}

/// A disk of `radius` where there is most room beside the mask.
at::Tensor withDisk(const at::Tensor& mask, const std::vector<float>& distance, float radius) {
  const std::int64_t width = mask.size(1);
  at::Tensor out = mask.clone();
  auto* to = out.data_ptr<std::uint8_t>();
  // As near to the mask as a gap of its radius allows.
  std::int64_t at = -1;
  for (std::size_t i = 0; i < distance.size(); ++i) {
    if (distance[i] > -2 * radius - 1) continue;
    if (at < 0 || distance[i] > distance[static_cast<std::size_t>(at)]) {
      at = static_cast<std::int64_t>(i);
    }
  }
  if (at < 0) return out;
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    const auto dx = static_cast<float>(i % width - at % width);
    const auto dy = static_cast<float>(i / width - at / width);
    if (dx * dx + dy * dy <= radius * radius) to[i] = 1;
  }
  return out;
}

void tryDrafts(const MaskMethod& method, const at::Tensor& truth, Tally& tally) {
  constexpr float kEdge = 0.2F, kShift = 0.3F, kIsland = 0.35F;
  const std::vector<float> distance = outlineDistance(truth);
  const float radius = *std::ranges::max_element(distance);
  const auto shift = std::max<std::int64_t>(1, std::lround(kShift * radius));
  const std::map<std::string, at::Tensor> drafts{
      {"right", truth},
      {"eroded", above(distance, truth, std::max(1.0F, kEdge * radius))},
      {"dilated", above(distance, truth, -std::max(1.5F, kEdge * radius + 0.5F))},
      {"shifted", truth.roll({shift}, {1}).contiguous()},
      {"half-missing", withoutRightHalf(truth)},
      {"island", withDisk(truth, distance, std::max(1.0F, kIsland * radius))}};
  for (const auto& [name, draft] : drafts) {
    constexpr double kCertain = 3;
    if (!draft.any().item<bool>()) continue;
    FocusQuestion question;
    question.previous = draft.to(at::kFloat).mul(2 * kCertain).sub(kCertain);
    tally.add(name, maskDice(insideOf(method(question)), truth) - maskDice(draft, truth));
  }
}

/// Which masks of which pictures are tried, by target.
struct Choice {
  std::int64_t picture = 0;
  std::uint64_t seed = 0;
};
std::map<std::pair<std::string, std::string>, std::vector<Choice>> choices(
    const ShardSet& shards, const FocusEvaluationOptions& options) {
  std::map<std::pair<std::string, std::string>, std::vector<Choice>> byTarget;
  for (std::int64_t i = 0; i < shards.size(); ++i) {
    const ShardEntry& entry = shards.entry(i);
    byTarget[{entry.modality, entry.target}].push_back(
        {i, mixSeed(options.seed, static_cast<std::uint64_t>(i))});
  }
  if (options.masksPerTarget == 0) return byTarget;
  const auto most = static_cast<std::size_t>(options.masksPerTarget);
  for (auto& [target, all] : byTarget) {
    std::vector<Choice> chosen;
    const std::size_t count = all.size();
    for (std::size_t k = 0; k < most; ++k) {
      Choice choice = all[k * count / most];
      choice.seed = mixSeed(choice.seed, k);  // fewer pictures than masks: other masks of them
      chosen.push_back(choice);
    }
    all = std::move(chosen);
  }
  return byTarget;
}

/// One value of one plane of at least 16 pixels; undefined when there is none.
at::Tensor someMask(const at::Tensor& planes, std::uint64_t seed) {
  constexpr std::int64_t kLeastPixels = 16;
  const at::Tensor masks = masksOfLabels(planes.contiguous(), kLeastPixels);
  if (masks.size(0) == 0) return {};
  return masks[Random(seed).below(masks.size(0))].contiguous();
}

}  // namespace

std::vector<TargetMeasures> evaluateMasks(
    const ShardSet& shards, const std::vector<ComparedMethod>& methods,
    const FocusEvaluationOptions& options,
    const std::function<void(std::int64_t, std::int64_t)>& onMask) {
  const auto byTarget = choices(shards, options);
  std::int64_t done = 0, all = 0;
  for (const auto& [target, chosen] : byTarget)
    all += static_cast<std::int64_t>(chosen.size());
  std::vector<TargetMeasures> out;
  for (const auto& [target, chosen] : byTarget) {
    TargetMeasures measures{target.first, target.second, 0, {}};
    std::map<std::string, Tally> tallies;
    for (const Choice& choice : chosen) {
      const ShardSample sample = shards.read(choice.picture);
      const at::Tensor truth = someMask(sample.masks, choice.seed);
      if (onMask) onMask(++done, all);
      if (!truth.defined()) continue;
      ++measures.masks;
      const at::Tensor rgb =
          sample.image.expand({sample.image.size(0), sample.image.size(1), 3}).contiguous();
      for (const ComparedMethod& method : methods) {
        const MaskMethod ask = method.onPicture(rgb);
        Tally& tally = tallies[method.name];
        tryBox(ask, truth, choice.seed, tally);
        tryPoints(ask, truth, choice.seed, tally);
        if (method.correctsDrafts) tryDrafts(ask, truth, tally);
      }
    }
    for (const auto& [name, tally] : tallies)
      measures.byMethod[name] = tally.means();
    if (measures.masks > 0) out.push_back(std::move(measures));
  }
  return out;
}

}  // namespace limn::nn
