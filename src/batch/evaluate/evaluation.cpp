// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/evaluation.h"

#include "limn/base/surface_distance.h"
#include "mask/mask_shape.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace limn::batch {
namespace {

void add(std::array<OverlapScore, kMeasures>& sum,
         const std::array<OverlapScore, kMeasures>& more) {
  for (std::size_t i = 0; i < kMeasures; ++i) {
    sum[i].dice += more[i].dice;
    sum[i].iou += more[i].iou;
  }
}

void divide(std::array<OverlapScore, kMeasures>& sum, std::size_t count) {
  for (OverlapScore& overlap : sum) {
    overlap.dice /= static_cast<double>(count);
    overlap.iou /= static_cast<double>(count);
  }
}

/// Calls `visit` with each number of `a` and the same one of `b`.
template <class Visit>
void visitPairs(ClickScores& a, const ClickScores& b, Visit visit) {
  const auto each = [&](auto& own, const auto& other) {
    for (std::size_t i = 0; i < own.size(); ++i)
      visit(own[i], other[i]);
  };
  each(a.boxDice, b.boxDice);
  each(a.boxSurfaceDice, b.boxSurfaceDice);
  each(a.clicksDice, b.clicksDice);
  each(a.clicksSurfaceDice, b.clicksSurfaceDice);
  visit(a.ellipseSurfaceDice, b.ellipseSurfaceDice);
  visit(a.obeyed, b.obeyed);
  visit(a.harmful, b.harmful);
}

void add(std::optional<ClickScores>& sum, const std::optional<ClickScores>& more) {
  if (!more) return;
  if (!sum) sum.emplace();
  visitPairs(*sum, *more, [](double& own, double other) { own += other; });
}

void divide(std::optional<ClickScores>& sum, std::size_t count) {
  if (!sum) return;
  visitPairs(*sum, *sum, [count](double& own, double) { own /= static_cast<double>(count); });
}

MeanScores meanOfMasks(const std::vector<const EvaluatedMask*>& masks) {
  MeanScores mean;
  for (const EvaluatedMask* mask : masks) {
    add(mean.overlaps, mask->overlaps);
    add(mean.clicks, mask->clicks);
  }
  mean.masks = masks.size();
  mean.targets = 1;
  divide(mean.overlaps, masks.size());
  divide(mean.clicks, masks.size());
  return mean;
}

MeanScores meanOfTargets(const std::map<std::string, MeanScores>& targets,
                         const std::set<std::string>& without = {}) {
  MeanScores mean;
  for (const auto& [name, scores] : targets) {
    if (without.contains(name)) continue;
    add(mean.overlaps, scores.overlaps);
    add(mean.clicks, scores.clicks);
    mean.masks += scores.masks;
    ++mean.targets;
  }
  if (mean.targets > 0) {
    divide(mean.overlaps, mean.targets);
    divide(mean.clicks, mean.targets);
  }
  return mean;
}

using MasksByTarget = std::map<std::string, std::vector<const EvaluatedMask*>>;

std::map<std::string, MeanScores> meansOf(const MasksByTarget& masks) {
  std::map<std::string, MeanScores> means;
  for (const auto& [target, own] : masks)
    means.emplace(target, meanOfMasks(own));
  return means;
}

double areaUnder(std::span<const double> values) {
  double area = 0;
  for (std::size_t i = 1; i < values.size(); ++i)
    area += (values[i - 1] + values[i]) / 2;
  return area / static_cast<double>(values.size() - 1);
}

ClickScores clickScores(const Mask& truth, const ReaderTrial& trial) {
  const std::vector<std::uint8_t> inside = bytesOf(truth);
  const Size3 size{truth.width(), truth.height(), 1};
  const double tolerance = surfaceTolerance(truth.width(), truth.height());
  const auto surfaceDice = [&](const Mask& answer) {
    const auto apart = surfaceDistance(inside, bytesOf(answer), size, {1, 1, 1}, tolerance);
    return apart ? apart->surfaceDice : 0.0;  // an empty answer
  };
  const auto share = [](std::size_t part, std::size_t whole, double ofNothing) {
    return whole == 0 ? ofNothing : static_cast<double>(part) / static_cast<double>(whole);
  };
  ClickScores scores;
  for (std::size_t i = 0; i <= kReaderPoints; ++i) {
    const ScoredAnswer& answer = i == 0 ? trial.box : trial.corrections[i - 1];
    scores.boxDice[i] = answer.overlap.dice;
    scores.boxSurfaceDice[i] = surfaceDice(answer.mask);
  }
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    scores.clicksDice[i] = trial.points[i].overlap.dice;
    scores.clicksSurfaceDice[i] = surfaceDice(trial.points[i].mask);
  }
  scores.ellipseSurfaceDice = surfaceDice(inscribedEllipse(truth));
  scores.obeyed = share(trial.clicksObeyed, trial.clicksShown, 1);
  scores.harmful = share(trial.harmed, trial.corrected, 0);
  return scores;
}

double meanOf(std::span<const double> values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double ClickScores::diceAuc() const {
  return areaUnder(clicksDice);
}

double ClickScores::surfaceDiceAuc() const {
  return areaUnder(clicksSurfaceDice);
}

double surfaceTolerance(std::int64_t width, std::int64_t height) {
  constexpr double kShare = 0.02;
  return kShare * std::hypot(static_cast<double>(width), static_cast<double>(height));
}

std::string_view measureName(Measure measure) {
  constexpr std::array<std::string_view, kMeasures> kNames{"box", "1pt", "2pt",        "3pt",
                                                           "4pt", "5pt", "filled box", "ellipse"};
  return kNames[static_cast<std::size_t>(measure)];
}

void takeScores(EvaluatedMask& mask, const Mask& truth, const ReaderTrial& trial) {
  const auto take = [&](Measure measure, const ScoredAnswer& answer) {
    mask.overlaps[static_cast<std::size_t>(measure)] = answer.overlap;
    mask.predictedIou[static_cast<std::size_t>(measure)] = answer.predictedIou;
  };
  take(Measure::Box, trial.box);
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    take(static_cast<Measure>(static_cast<std::size_t>(Measure::Point1) + i), trial.points[i]);
  }
  if (!trial.corrections.empty()) mask.clicks = clickScores(truth, trial);
  mask.overlaps[static_cast<std::size_t>(Measure::FilledBox)] = overlapOf(truth, filledBox(truth));
  mask.overlaps[static_cast<std::size_t>(Measure::InscribedEllipse)] =
      overlapOf(truth, inscribedEllipse(truth));
}

EvaluationSummary summarise(std::span<const EvaluatedMask> masks,
                            const std::set<std::string>& thinTargets) {
  MasksByTarget all;
  std::map<std::string, MasksByTarget> perModality;
  for (const EvaluatedMask& mask : masks) {
    all[mask.target].push_back(&mask);
    perModality[mask.modality][mask.target].push_back(&mask);
  }
  EvaluationSummary summary;
  summary.byTarget = meansOf(all);
  summary.means = meanOfTargets(summary.byTarget);
  if (!thinTargets.empty()) summary.meansWithoutThin = meanOfTargets(summary.byTarget, thinTargets);
  for (const auto& [modality, targets] : perModality)
    summary.byModality.emplace(modality, meanOfTargets(meansOf(targets)));

  for (std::size_t i = 0; i < kNetworkMeasures; ++i) {
    std::vector<double> predicted, measured;
    for (const EvaluatedMask& mask : masks) {
      predicted.push_back(mask.predictedIou[i]);
      measured.push_back(mask.overlaps[i].iou);
    }
    summary.iouCorrelation[i] = correlation(predicted, measured);
  }
  return summary;
}

std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  const auto varies = [](std::span<const double> values) {
    return !values.empty() && std::ranges::min(values) < std::ranges::max(values);
  };
  if (!varies(a) || !varies(b)) return std::nullopt;
  const double meanA = meanOf(a), meanB = meanOf(b);
  double both = 0, squaresA = 0, squaresB = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += (a[i] - meanA) * (b[i] - meanB);
    squaresA += (a[i] - meanA) * (a[i] - meanA);
    squaresB += (b[i] - meanB) * (b[i] - meanB);
  }
  return both / (std::sqrt(squaresA) * std::sqrt(squaresB));
}

}  // namespace limn::batch
