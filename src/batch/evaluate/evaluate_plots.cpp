// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate_plots.h"

#include "limn/batch/svg_plot.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace limn::batch {
namespace {

/// More dots hide each other and make the page larger.
constexpr std::size_t kMostMasksDrawn = 2000;
constexpr std::size_t kGreyColour = 5;

std::vector<const EvaluatedMask*> masksToDraw(const EvaluationReport& report) {
  const auto& all = report.evaluation.masks;
  const std::size_t step = all.size() / kMostMasksDrawn + 1;
  std::vector<const EvaluatedMask*> some;
  for (std::size_t i = 0; i < all.size(); i += step)
    some.push_back(&all[i].mask);
  return some;
}

std::vector<PlotPoint> diceByPoints(const MeanScores& scores) {
  std::vector<PlotPoint> points;
  for (std::size_t i = 0; i < kReaderPoints; ++i) {
    const std::size_t measure = i + static_cast<std::size_t>(Measure::Point1);
    points.push_back({static_cast<double>(i + 1), scores.overlaps[measure].dice});
  }
  return points;
}

PlotSeries level(std::string name, std::size_t colour, double dice) {
  return {std::move(name), colour, {{1, dice}, {kReaderPoints, dice}}, true};
}

/// Mean Dice of all masks by half decades of area.
std::vector<PlotPoint> meansBySize(const EvaluationReport& report, Measure measure) {
  constexpr double kBinsPerDecade = 3;
  std::map<int, std::pair<double, int>> bins;
  for (const MaskRecord& record : report.evaluation.masks) {
    const double decades = std::log10(static_cast<double>(record.mask.pixels));
    auto& [sum, count] = bins[static_cast<int>(std::floor(decades * kBinsPerDecade))];
    sum += record.mask[measure].dice;
    ++count;
  }
  std::vector<PlotPoint> points;
  for (const auto& [bin, sums] : bins)
    points.push_back({std::pow(10, (bin + 0.5) / kBinsPerDecade), sums.first / sums.second});
  return points;
}

}  // namespace

std::string plotDiceByModality(const EvaluationReport& report) {
  BarPlot plot{"Dice, mean over the targets of the modality",
               {"box", "1 point", "3 points", "5 points"},
               {"ellipse in the box", "filled box"},
               {}};
  for (const auto& [name, scores] : report.summary.byModality) {
    plot.groups.push_back(
        {name,
         {scores[Measure::Box].dice, scores[Measure::Point1].dice, scores[Measure::Point3].dice,
          scores[Measure::Point5].dice},
         {scores[Measure::InscribedEllipse].dice, scores[Measure::FilledBox].dice}});
  }
  return barPlot(plot);
}

std::string plotDiceAgainstPoints(const EvaluationReport& report) {
  const EvaluationSummary& summary = report.summary;
  std::vector<PlotSeries> series;
  for (const auto& [name, scores] : summary.byModality)
    series.push_back({name, kGreyColour, diceByPoints(scores), false});
  series.push_back(level("box, all targets", 1, summary.means[Measure::Box].dice));
  series.push_back(level("ellipse in the box", 4, summary.means[Measure::InscribedEllipse].dice));
  series.push_back({"all targets", 0, diceByPoints(summary.means), true});
  return linePlot({"points shown", 1, kReaderPoints, false}, {"Dice", 0, 1, false}, series);
}

std::string plotPredictedAgainstTrueIou(const EvaluationReport& report, Measure measure) {
  ScatterPlot plot{{"predicted IoU", 0, 1, false}, {"true IoU", 0, 1, false}, {}, {}};
  for (const EvaluatedMask* mask : masksToDraw(report)) {
    const double predicted = mask->predictedIou[static_cast<std::size_t>(measure)];
    plot.dots.points.push_back({std::clamp(predicted, 0.0, 1.0), (*mask)[measure].iou});
  }
  plot.lines.push_back({"equal", kGreyColour, {{0, 0}, {1, 1}}, false});
  return scatterPlot(plot);
}

std::string plotDiceAgainstSize(const EvaluationReport& report, Measure measure) {
  std::int64_t largest = 10;
  for (const MaskRecord& record : report.evaluation.masks)
    largest = std::max(largest, record.mask.pixels);
  ScatterPlot plot{{"pixels of the mask", 10, static_cast<double>(largest), true},
                   {"Dice", 0, 1, false},
                   {},
                   {}};
  plot.dots.colour = measure == Measure::Box ? 0 : 3;
  for (const EvaluatedMask* mask : masksToDraw(report))
    plot.dots.points.push_back({static_cast<double>(mask->pixels), (*mask)[measure].dice});
  plot.lines.push_back({"mean", plot.dots.colour, meansBySize(report, measure), true});
  plot.lines.push_back({"ellipse", 4, meansBySize(report, Measure::InscribedEllipse), true});
  return scatterPlot(plot);
}

}  // namespace limn::batch
