// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "worst_cases.h"

#include "mask_path.h"
#include "png_bytes.h"
#include "svg_plot.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace limn::apps {
namespace {

using core::Measure;
constexpr std::size_t kPerTarget = 2;

PixelBox unite(const PixelBox& a, const PixelBox& b) {
  if (a.isEmpty()) return b;
  if (b.isEmpty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

/// A square part of the picture that shows truth, answers and prompts with some surroundings. It
/// may reach beyond the picture.
struct View {
  double x = 0, y = 0, side = 0;
};
View viewOf(const WorstCase& worst) {
  constexpr double kSurroundings = 1.5, kLeastSide = 48;
  PixelBox box =
      unite(unite(worst.truth.bounds(), worst.boxAnswer.bounds()), worst.pointsAnswer.bounds());
  for (const core::PointPrompt& point : worst.record.prompts.points) {
    const auto x = static_cast<std::int64_t>(point.at.x), y = static_cast<std::int64_t>(point.at.y);
    box = unite(box, {x, y, x + 1, y + 1});
  }
  const double most = static_cast<double>(std::max(worst.picture.width, worst.picture.height));
  const double extent = static_cast<double>(std::max(box.x1 - box.x0, box.y1 - box.y0));
  const double side = std::min(most, std::max(kLeastSide, extent * kSurroundings));
  const auto begin = [&](std::int64_t low, std::int64_t high, std::int64_t length) {
    const double room = static_cast<double>(length) - side;
    const double centred = (static_cast<double>(low + high) - side) / 2;
    return room <= 0 ? room / 2 : std::clamp(centred, 0.0, room);
  };
  return {begin(box.x0, box.x1, worst.picture.width), begin(box.y0, box.y1, worst.picture.height),
          side};
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

std::string panel(const View& view, std::string_view body, std::string_view caption) {
  return fmt::format(
      R"(<figure><svg class="case" viewBox="{:.2f} {:.2f} {:.2f} {:.2f}" role="img">{}</svg>)"
      R"(<figcaption>{}</figcaption></figure>)",
      view.x, view.y, view.side, view.side, body, caption);
}

std::string outlines(const Mask& truth, const Mask& answer) {
  return fmt::format(R"(<path class="truth" d="{}"/><path class="answer" d="{}"/>)",
                     maskPath(truth), maskPath(answer));
}

}  // namespace

std::vector<std::size_t> worstMasks(std::span<const MaskRecord> masks, std::size_t count,
                                    const std::set<std::string>& leftOut) {
  std::vector<std::size_t> order(masks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) {
    const core::EvaluatedMask& mask = masks[i].mask;
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
                             core::MaskPredictor& predictor, const JobContext& job) {
  auto picture = dataset.read(record.item);
  if (!picture) return passOn(picture);
  const auto object = std::ranges::find_if(picture->objects, [&](const auto& candidate) {
    return candidate.id == record.mask.id && candidate.name == record.mask.name;
  });
  if (object == picture->objects.end()) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{}: the mask {} is no longer there; was the data set changed?",
                            record.mask.item, record.mask.id));
  }
  WorstCase worst{record, networkPicture(*picture), truthOf(*picture, *object), {}, {}};
  auto embedding = predictor.encode(worst.picture, job);
  if (!embedding) return passOn(embedding);
  auto trial = core::tryReader(predictor, **embedding, worst.truth, {}, &record.prompts);
  if (!trial) return passOn(trial, record.mask.item);
  worst.boxAnswer = std::move(trial->box.mask);
  worst.pointsAnswer = std::move(trial->points.back().mask);
  return worst;
}

std::string caseFigure(const WorstCase& worst, std::size_t index) {
  const core::EvaluatedMask& mask = worst.record.mask;
  const View view = viewOf(worst);
  const std::string image = fmt::format(
      R"(<image id="case{}" width="{}" height="{}" href="data:image/png;base64,{}"/>)", index,
      worst.picture.width, worst.picture.height, base64(pngBytes(worst.picture)));
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

}  // namespace limn::apps
