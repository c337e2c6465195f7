// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/simulated_reader.h"

#include "limn/batch/reader_cost.h"
#include "mask/mask_shape.h"
#include "reader/seeded_draw.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

namespace limn::batch {
namespace {

struct PixelIndex {
  std::int64_t x = 0, y = 0;
};

/// A number below `count`, from the seed, the object and the step alone.
std::int64_t drawBelow(std::int64_t count, const ReaderSeed& seed, std::size_t step) {
  std::uint64_t state = mixed(seed.seed);
  for (const char letter : seed.item)
    state = mixed(state ^ static_cast<unsigned char>(letter));
  state = mixed(state ^ static_cast<std::uint64_t>(seed.object));
  state = mixed(state ^ static_cast<std::uint64_t>(step));
  return static_cast<std::int64_t>(state % static_cast<std::uint64_t>(count));
}

/// The n-th pixel in reading order for which `wanted(x, y)` holds.
template <class Wanted>
PixelIndex nthPixel(const Mask& mask, std::int64_t n, Wanted wanted) {
  for (std::int64_t y = 0; y < mask.height(); ++y) {
    for (std::int64_t x = 0; x < mask.width(); ++x) {
      if (wanted(x, y) && n-- == 0) return {x, y};
    }
  }
  assert(false);
  return {};
}

PixelPoint centreOf(PixelIndex pixel) {
  return {static_cast<double>(pixel.x), static_cast<double>(pixel.y)};
}

bool isInside(PixelPoint p, const Mask& picture) {
  return p.x >= 0 && p.y >= 0 && p.x <= static_cast<double>(picture.width() - 1) &&
         p.y <= static_cast<double>(picture.height() - 1);
}

Result<void> requireUsable(const ReaderPrompts& prompts, const Mask& picture) {
  if (prompts.points.empty()) return fail(ErrorCode::WrongUse, "the prompts hold no point");
  const auto refuse = [&](PixelPoint p) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("the prompt at ({}, {}) lies outside the picture of {}x{} pixels", p.x,
                            p.y, picture.width(), picture.height()));
  };
  for (const PixelPoint corner : {prompts.box.min, prompts.box.max}) {
    if (!isInside(corner, picture)) return refuse(corner);
  }
  for (const PointPrompt& point : prompts.points) {
    if (!isInside(point.at, picture)) return refuse(point.at);
  }
  return {};
}

/// Prompts one object step by step, each time with all prompts so far and the answer before.
class Prompting {
 public:
  Prompting(core::MaskPredictor& predictor, const core::Embedding& embedding, const Mask& truth,
            Protocol protocol)
      : predictor_(predictor), embedding_(embedding), truth_(truth), protocol_(protocol) {
    if (protocol == Protocol::Published) shown_.focus = core::FocusUse::Off;
  }

  Result<ScoredAnswer> box(const BoxPrompt& box) {
    shown_.box = box;
    return ask();
  }
  Result<ScoredAnswer> point(const PointPrompt& point) {
    shown_.points.push_back(point);
    return ask();
  }

  /// Adds what the last answer says of clicks to the trial; `before` is null for a first answer.
  void count(const ScoredAnswer& answer, const ScoredAnswer* before, ReaderTrial& trial) const {
    constexpr double kHarm = 0.02;
    for (const PointPrompt& point : shown_.points) {
      ++trial.clicksShown;
      if (isSet(answer.mask, point.at) == point.include) ++trial.clicksObeyed;
    }
    if (before == nullptr) return;
    ++trial.corrected;
    if (answer.overlap.dice < before->overlap.dice - kHarm) ++trial.harmed;
  }

 private:
  Result<ScoredAnswer> ask() {
    auto prediction = predictor_.predict(embedding_, shown_);
    if (!prediction) return passOn(prediction);
    core::Candidate& best = prediction->candidates.at(prediction->best);
    if (best.mask.width() != truth_.width() || best.mask.height() != truth_.height()) {
      return fail(ErrorCode::Internal, "the network's answer is not of the picture's size");
    }
    shown_.mask = std::move(best.logits);
    if (protocol_ == Protocol::Clicks) shown_.previous = std::make_shared<const Mask>(best.mask);
    const OverlapScore overlap = overlapOf(truth_, best.mask);
    return ScoredAnswer{overlap, best.predictedIou, std::move(best.mask)};
  }

  core::MaskPredictor& predictor_;
  const core::Embedding& embedding_;
  const Mask& truth_;
  Protocol protocol_;
  core::PromptSet shown_;
};

Result<void> tryBox(Prompting prompting, const Mask& truth, Protocol protocol, ReaderTrial& trial) {
  auto answer = prompting.box(trial.prompts.box);
  if (!answer) return passOn(answer);
  trial.box = std::move(*answer);
  if (protocol == Protocol::Published) return {};
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    const ScoredAnswer& before = i == 0 ? trial.box : trial.corrections.back();
    const auto click = centreClick(truth, before.mask);
    if (!click) {
      trial.corrections.push_back(before);
      continue;
    }
    auto corrected = prompting.point(*click);
    if (!corrected) return passOn(corrected);
    prompting.count(*corrected, &before, trial);
    trial.corrections.push_back(std::move(*corrected));
  }
  return {};
}

Result<void> tryPoints(Prompting prompting, const Mask& truth, const ReaderSeed& seed,
                       Protocol protocol, bool isReplay, ReaderTrial& trial) {
  const auto nextPoint = [&](const Mask& answer, std::size_t step) {
    return protocol == Protocol::Clicks ? centreClick(truth, answer)
                                        : correctionPoint(truth, answer, seed, step);
  };
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    if (!isReplay && i > 0) {
      if (const auto next = nextPoint(trial.points[i - 1].mask, i))
        trial.prompts.points.push_back(*next);
    }
    if (i >= trial.prompts.points.size()) {
      trial.points[i] = trial.points[i - 1];
      continue;
    }
    auto answer = prompting.point(trial.prompts.points[i]);
    if (!answer) return passOn(answer);
    if (protocol == Protocol::Clicks) {
      prompting.count(*answer, i == 0 ? nullptr : &trial.points[i - 1], trial);
    }
    trial.points[i] = std::move(*answer);
  }
  return {};
}

}  // namespace

BoxPrompt tightBox(const Mask& truth) {
  const PixelBox box = truth.bounds();
  return {centreOf({box.x0, box.y0}), centreOf({box.x1 - 1, box.y1 - 1})};
}

PointPrompt foregroundPoint(const Mask& truth, const ReaderSeed& seed) {
  const std::int64_t n = drawBelow(truth.count(), seed, 0);
  const auto inside = [&](std::int64_t x, std::int64_t y) { return truth.test(x, y); };
  return {centreOf(nthPixel(truth, n, inside)), true};
}

std::optional<PointPrompt> correctionPoint(const Mask& truth, const Mask& answer,
                                           const ReaderSeed& seed, std::size_t step) {
  const std::int64_t wrong = countDiffering(truth, answer);
  if (wrong == 0) return std::nullopt;
  const auto differs = [&](std::int64_t x, std::int64_t y) {
    return truth.test(x, y) != answer.test(x, y);
  };
  const PixelIndex pixel = nthPixel(truth, drawBelow(wrong, seed, step), differs);
  return PointPrompt{centreOf(pixel), truth.test(pixel.x, pixel.y)};
}

Mask filledBox(const Mask& truth) {
  const PixelBox box = truth.bounds();
  Mask mask(truth.width(), truth.height());
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x)
      mask.set(x, y);
  }
  return mask;
}

Mask inscribedEllipse(const Mask& truth) {
  const PixelBox box = truth.bounds();
  Mask mask(truth.width(), truth.height());
  const auto width = static_cast<double>(box.x1 - box.x0);
  const auto height = static_cast<double>(box.y1 - box.y0);
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1; ++x) {
      const double u = (static_cast<double>(x - box.x0) + 0.5) * 2 / width - 1;
      const double v = (static_cast<double>(y - box.y0) + 0.5) * 2 / height - 1;
      if (u * u + v * v <= 1) mask.set(x, y);
    }
  }
  return mask;
}

Result<ReaderTrial> tryReader(core::MaskPredictor& predictor, const core::Embedding& embedding,
                              const Mask& truth, const ReaderSeed& seed, Protocol protocol,
                              const ReaderPrompts* replay) {
  if (truth.count() == 0) return fail(ErrorCode::WrongUse, "there is nothing in an empty mask");
  ReaderTrial trial;
  if (replay != nullptr) {
    if (auto usable = requireUsable(*replay, truth); !usable) return passOn(usable);
    trial.prompts = *replay;
  } else {
    const PointPrompt first = protocol == Protocol::Clicks
                                  ? *centreClick(truth, Mask(truth.width(), truth.height()))
                                  : foregroundPoint(truth, seed);
    trial.prompts = {tightBox(truth), {first}};
  }
  const Prompting prompting(predictor, embedding, truth, protocol);
  if (auto tried = tryBox(prompting, truth, protocol, trial); !tried) return passOn(tried);
  if (auto tried = tryPoints(prompting, truth, seed, protocol, replay != nullptr, trial); !tried) {
    return passOn(tried);
  }
  return trial;
}

}  // namespace limn::batch
