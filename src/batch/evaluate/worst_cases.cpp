// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/worst_cases.h"

#include "limn/batch/svg_plot.h"
#include "report/figure_panel.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace limn::batch {
namespace {

constexpr std::size_t kPerTarget = 2;

/// Truth, answers and prompts with some surroundings.
FigureView viewOf(const WorstCase& worst) {
  PixelBox box =
      around(around(worst.truth.bounds(), worst.boxAnswer.bounds()), worst.pointsAnswer.bounds());
  for (const core::PointPrompt& point : worst.record.prompts.points) {
    const auto x = static_cast<std::int64_t>(point.at.x), y = static_cast<std::int64_t>(point.at.y);
    box = around(box, {x, y, x + 1, y + 1});
  }
  return viewAround(box, worst.picture.width, worst.picture.height);
}

std::string boxMark(const core::BoxPrompt& box) {
  return fmt::format(R"(<rect class="prompt" x="{}" y="{}" width="{}" height="{}"/>)", box.min.x,
                     box.min.y, box.max.x - box.min.x + 1, box.max.y - box.min.y + 1);
}

std::string pointMarks(const std::vector<core::PointPrompt>& points, double unit) {
  std::string svg;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = points[i].at.x + 0.5, y = points[i].at.y + 0.5;
    svg += fmt::format(
        R"(<circle class="{}" cx="{}" cy="{}" r="{:.2f}"/><text class="number" x="{}" y="{:.2f}" font-size="{:.2f}">{}</text>)",
        points[i].include ? "include" : "exclude", x, y, 2.6 * unit, x, y + 1.35 * unit, 3.8 * unit,
        i + 1);
  }
  return svg;
}

}  // namespace

std::vector<std::size_t> worstMasks(std::span<const MaskRecord> masks, std::size_t count,
                                    const std::set<std::string>& leftOut) {
  std::vector<std::size_t> order(masks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) {
    const EvaluatedMask& mask = masks[i].mask;
    return std::tuple(mask[Measure::Point5].dice, mask[Measure::Box].dice, i);
  });
  std::map<std::string, std::size_t> taken;
  std::vector<std::size_t> worst;
  for (const std::size_t i : order) {
    if (worst.size() == count) break;
    const std::string& target = masks[i].mask.target;
    if (leftOut.contains(target) || taken[target] == kPerTarget) continue;
    ++taken[target];
    worst.push_back(i);
  }
  return worst;
}

Result<WorstCase> replayCase(const MaskRecord& record, const imaging::Dataset& dataset,
                             core::MaskPredictor& predictor, Protocol protocol,
                             const JobContext& job) {
  auto picture = dataset.read(record.item);
  if (!picture) return passOn(picture);
  const auto object = std::ranges::find_if(picture->objects, [&](const auto& candidate) {
    return candidate.id == record.mask.id && candidate.name == record.mask.name;
  });
  if (object == picture->objects.end()) {
    return fail(
        ErrorCode::Mismatch,
        fmt::format("{}: the mask {} is missing; the data set has changed since it was evaluated",
                    record.mask.item, record.mask.id));
  }
  WorstCase worst{record, networkPicture(*picture), truthOf(*picture, *object), {}, {}};
  auto embedding = predictor.encode(worst.picture, job);
  if (!embedding) return passOn(embedding);
  auto trial = tryReader(predictor, **embedding, worst.truth, {}, protocol, &record.prompts);
  if (!trial) return passOn(trial, record.mask.item);
  worst.boxAnswer = std::move(trial->box.mask);
  worst.pointsAnswer = std::move(trial->points.back().mask);
  return worst;
}

std::string caseFigure(const WorstCase& worst, std::size_t index) {
  const EvaluatedMask& mask = worst.record.mask;
  const FigureView view = viewOf(worst);
  const std::string image = imageElement(worst.picture, index);
  const auto name = [&](const char* prompts, Measure measure) {
    const auto predicted = mask.predictedIou[static_cast<std::size_t>(measure)];
    return fmt::format("{}: Dice {:.3f}, IoU {:.3f}, predicted {:.3f}", prompts, mask[measure].dice,
                       mask[measure].iou, predicted);
  };
  const std::string title = fmt::format(
      "<strong>{}</strong>{} · {}<br><span>{} · mask {} · {} pixels of {}×{} · ellipse "
      "{:.3f}</span>",
      escaped(mask.target),
      mask.name == mask.target ? std::string() : fmt::format(" ({})", escaped(mask.name)),
      escaped(mask.modality), escaped(mask.item), mask.id, mask.pixels, mask.width, mask.height,
      mask[Measure::InscribedEllipse].dice);
  return fmt::format(
      R"(<article class="worst"><header>{}</header><div class="pair">{}{}</div></article>)", title,
      panel(view,
            image + outlines(worst.truth, worst.boxAnswer) + boxMark(worst.record.prompts.box),
            name("box", Measure::Box)),
      panel(view,
            fmt::format(R"(<use href="#case{}"/>)", index) +
                outlines(worst.truth, worst.pointsAnswer) +
                pointMarks(worst.record.prompts.points, view.side / 100),
            name("5 points", Measure::Point5)));
}

}  // namespace limn::batch
