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

/// One mask of an evaluation. Everything but the pixels.
struct EvaluatedMask {
  std::string item, caseName, modality, target;
  int id = 0;        // in its picture
  std::string name;  // what the data set calls it
  std::int64_t width = 0, height = 0, pixels = 0;
  std::array<OverlapScore, kMeasures> overlaps;
  std::array<double, kNetworkMeasures> predictedIou{};

  [[nodiscard]] const OverlapScore& operator[](Measure measure) const {
    return overlaps[static_cast<std::size_t>(measure)];
  }
};

/// Fills `overlaps` and `predictedIou`.
void takeScores(EvaluatedMask& mask, const Mask& truth, const ReaderTrial& trial);

struct MeanScores {
  std::array<OverlapScore, kMeasures> overlaps;
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
