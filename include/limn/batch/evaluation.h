// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/simulated_reader.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace limn::batch {

/// What is measured of every mask: the network with each kind of prompt, and what needs no network.
enum class Measure : std::size_t {
  Box,
  Point1,
  Point2,
  Point3,
  Point4,
  Point5,
  FilledBox,
  InscribedEllipse
};
inline constexpr std::size_t kMeasures = 8;
inline constexpr std::size_t kNetworkMeasures = 6;  // the first ones; these have a predicted IoU

/// "box", "1pt" ... "5pt", "filled box", "ellipse".
[[nodiscard]] std::string_view measureName(Measure measure);

/// What Protocol::Clicks measures beyond that: after the box and 0 to 5 clicks, and after 1 to 5
/// clicks alone.
struct ClickScores {
  std::array<double, 1 + kReaderPoints> boxDice{}, boxSurfaceDice{};
  std::array<double, kReaderPoints> clicksDice{}, clicksSurfaceDice{};
  double ellipseSurfaceDice = 0;  // of the inscribed ellipse
  double obeyed = 0;              // share of clicks, over all answers to clicks
  double harmful = 0;             // share of corrections that lose more than 0.02 Dice

  /// Area under the curve over 1 to 5 clicks by the trapezoidal rule, over its largest value: 0..1.
  [[nodiscard]] double diceAuc() const;
  [[nodiscard]] double surfaceDiceAuc() const;
};
/// The tolerance of surface Dice: 2 % of the picture's diagonal, in pixels.
[[nodiscard]] double surfaceTolerance(std::int64_t width, std::int64_t height);

/// One mask of an evaluation. Everything but the pixels.
struct EvaluatedMask {
  std::string item, caseName, modality, target;
  int id = 0;        // in its picture
  std::string name;  // what the data set calls it
  std::int64_t width = 0, height = 0, pixels = 0;
  std::array<OverlapScore, kMeasures> overlaps;
  std::array<double, kNetworkMeasures> predictedIou{};
  std::optional<ClickScores> clicks;  // with Protocol::Clicks

  [[nodiscard]] const OverlapScore& operator[](Measure measure) const {
    return overlaps[static_cast<std::size_t>(measure)];
  }
};

/// Fills `overlaps`, `predictedIou` and, if there are clicks after the box, `clicks`.
void takeScores(EvaluatedMask& mask, const Mask& truth, const ReaderTrial& trial);

struct MeanScores {
  std::array<OverlapScore, kMeasures> overlaps;
  std::optional<ClickScores> clicks;
  std::size_t masks = 0, targets = 0;

  [[nodiscard]] const OverlapScore& operator[](Measure measure) const {
    return overlaps[static_cast<std::size_t>(measure)];
  }
};

/// A target's score is the mean over its masks; every other score is a mean over targets, so that a
/// target with many masks counts no more than one with few.
struct EvaluationSummary {
  MeanScores means;
  std::optional<MeanScores> meansWithoutThin;    // when some target is said to be thin
  std::map<std::string, MeanScores> byModality;  // over the targets as seen in that modality
  std::map<std::string, MeanScores> byTarget;    // over its masks in all modalities
  /// Pearson's r of predicted and true IoU over all masks; empty where one of them does not vary.
  std::array<std::optional<double>, kNetworkMeasures> iouCorrelation;
};
[[nodiscard]] EvaluationSummary summarise(std::span<const EvaluatedMask> masks,
                                          const std::set<std::string>& thinTargets = {});

/// Pearson's correlation; nothing when one of the series does not vary.
[[nodiscard]] std::optional<double> correlation(std::span<const double> a,
                                                std::span<const double> b);

}  // namespace limn::batch
