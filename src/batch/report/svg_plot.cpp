// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/svg_plot.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace limn::batch {
namespace {

constexpr double kWidth = 640, kHeight = 330;
constexpr double kTextHeight = 13;

/// The part of a picture inside the axes.
struct Frame {
  double left = 52, top = 14, right = 628, bottom = kHeight - 42;

  [[nodiscard]] double x(const PlotAxis& axis, double value) const {
    return left + (right - left) * share(axis, value);
  }
  [[nodiscard]] double y(const PlotAxis& axis, double value) const {
    return bottom - (bottom - top) * share(axis, value);
  }

 private:
  static double share(const PlotAxis& axis, double value) {
    if (!axis.isLog) return (value - axis.low) / (axis.high - axis.low);
    return std::log(std::max(value, axis.low) / axis.low) / std::log(axis.high / axis.low);
  }
};

std::vector<double> ticksOf(const PlotAxis& axis) {
  std::vector<double> ticks;
  if (axis.isLog) {
    for (double tick = std::pow(10, std::ceil(std::log10(axis.low) - 1e-9));
         tick <= axis.high * 1.001; tick *= 10)
      ticks.push_back(tick);
    return ticks;
  }
  const double range = axis.high - axis.low;
  const double step = range > 2 ? 1 : 0.2;
  for (int i = 0; axis.low + i * step <= axis.high + 1e-9; ++i)
    ticks.push_back(axis.low + i * step);
  return ticks;
}

std::string tickText(double value) {
  return value >= 1 && value == std::floor(value) ? fmt::format("{:.0f}", value)
                                                  : fmt::format("{:.1f}", value);
}

std::string opened(double height, std::string_view label) {
  return fmt::format(R"(<svg class="plot" viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">)",
                     kWidth, height, escaped(label));
}

std::string axes(const Frame& frame, const PlotAxis& x, const PlotAxis& y) {
  std::string svg;
  for (const double tick : ticksOf(y)) {
    const double at = frame.y(y, tick);
    svg += fmt::format(R"(<path class="grid" d="M{:.1f} {:.1f}H{:.1f}"/>)", frame.left, at,
                       frame.right);
    svg += fmt::format(R"(<text class="axis end" x="{:.1f}" y="{:.1f}">{}</text>)", frame.left - 7,
                       at + 4, tickText(tick));
  }
  for (const double tick : ticksOf(x)) {
    svg += fmt::format(R"(<text class="axis middle" x="{:.1f}" y="{:.1f}">{}</text>)",
                       frame.x(x, tick), frame.bottom + 18, tickText(tick));
  }
  svg += fmt::format(R"(<path class="rule" d="M{:.1f} {:.1f}H{:.1f}"/>)", frame.left, frame.bottom,
                     frame.right);
  svg += fmt::format(R"(<text class="axis middle" x="{:.1f}" y="{:.1f}">{}</text>)",
                     (frame.left + frame.right) / 2, frame.bottom + 36, escaped(x.label));
  svg += fmt::format(
      R"svg(<text class="axis middle" transform="translate(14 {:.1f}) rotate(-90)">{}</text>)svg",
      (frame.top + frame.bottom) / 2, escaped(y.label));
  return svg;
}

std::string polyline(const Frame& frame, const PlotAxis& x, const PlotAxis& y,
                     const PlotSeries& series) {
  std::string path;
  for (const PlotPoint& point : series.points) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", frame.x(x, point.x),
                        frame.y(y, point.y));
  }
  return fmt::format(R"(<path class="line s{}{}" d="{}"><title>{}</title></path>)", series.colour,
                     series.isEmphasised ? "" : " pale", path, escaped(series.name));
}

/// Names beside the ends of lines, moved apart where they would overlap.
std::string endLabels(const Frame& frame, const PlotAxis& y,
                      const std::vector<PlotSeries>& series) {
  struct Label {
    double at;
    const PlotSeries* of;
  };
  std::vector<Label> labels;
  for (const PlotSeries& one : series) {
    if (!one.points.empty()) labels.push_back({frame.y(y, one.points.back().y), &one});
  }
  std::ranges::sort(labels, {}, &Label::at);
  double lowest = frame.top - kTextHeight;
  for (Label& label : labels)
    lowest = label.at = std::max(label.at, lowest + kTextHeight);
  double highest = frame.bottom + kTextHeight;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label)
    highest = label->at = std::min(label->at, highest - kTextHeight);
  std::string svg;
  for (const Label& label : labels) {
    svg += fmt::format(R"(<text class="name s{}{}" x="{:.1f}" y="{:.1f}">{}</text>)",
                       label.of->colour, label.of->isEmphasised ? " strong" : "", frame.right + 8,
                       label.at + 4, escaped(label.of->name));
  }
  return svg;
}

std::string keyEntry(double x, double y, std::string_view shape, std::string_view name) {
  return fmt::format(R"({}<text class="axis" x="{:.1f}" y="{:.1f}">{}</text>)", shape, x + 16, y,
                     escaped(name));
}

constexpr double kKeyStep = 104;

std::string barKey(const BarPlot& plot, double left) {
  std::string svg;
  double x = left;
  for (std::size_t i = 0; i < plot.barNames.size(); ++i, x += kKeyStep) {
    svg += keyEntry(
        x, 15,
        fmt::format(R"(<rect class="bar s{}" x="{:.1f}" y="6" width="11" height="9"/>)", i, x),
        plot.barNames[i]);
  }
  x = left;
  for (std::size_t i = 0; i < plot.tickNames.size(); ++i, x += 2 * kKeyStep) {
    svg += keyEntry(x, 33, fmt::format(R"(<path class="tick t{}" d="M{:.1f} 23V34"/>)", i, x + 6),
                    plot.tickNames[i]);
  }
  return svg;
}

std::string bars(const BarGroup& group, const Frame& frame, double top, double barHeight) {
  const PlotAxis axis{};
  std::string svg = fmt::format(
      R"(<text class="axis end" x="{:.1f}" y="{:.1f}">{}</text>)", frame.left - 8,
      top + barHeight * static_cast<double>(group.bars.size()) / 2 + 4, escaped(group.name));
  for (std::size_t i = 0; i < group.bars.size(); ++i) {
    svg += fmt::format(
        R"(<rect class="bar s{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{} {:.3f}</title></rect>)",
        i, frame.left, top + static_cast<double>(i) * barHeight,
        frame.x(axis, group.bars[i]) - frame.left, barHeight - 1, escaped(group.name),
        group.bars[i]);
  }
  for (std::size_t i = 0; i < group.ticks.size(); ++i) {
    svg += fmt::format(R"(<path class="tick t{}" d="M{:.1f} {:.1f}v{:.1f}"/>)", i,
                       frame.x(axis, group.ticks[i]), top - 2, barHeight + 3);
  }
  return svg;
}

}  // namespace

std::string linePlot(const PlotAxis& x, const PlotAxis& y, const std::vector<PlotSeries>& series) {
  Frame frame;
  frame.right = 500;  // room for the names
  std::string svg = opened(kHeight, y.label) + axes(frame, x, y);
  for (const PlotSeries& one : series)
    svg += polyline(frame, x, y, one);
  return svg + endLabels(frame, y, series) + "</svg>";
}

std::string scatterPlot(const ScatterPlot& plot) {
  Frame frame;
  if (!plot.lines.empty()) frame.right = 528;
  std::string svg = opened(kHeight, plot.y.label) + axes(frame, plot.x, plot.y);
  std::string dots;
  for (const PlotPoint& point : plot.dots.points) {
    dots += fmt::format("M{:.1f} {:.1f}h.1", frame.x(plot.x, point.x), frame.y(plot.y, point.y));
  }
  svg += fmt::format(R"(<path class="dots s{}" d="{}"/>)", plot.dots.colour, dots);
  for (const PlotSeries& line : plot.lines)
    svg += polyline(frame, plot.x, plot.y, line);
  return svg + endLabels(frame, plot.y, plot.lines) + "</svg>";
}

std::string barPlot(const BarPlot& plot) {
  constexpr double kBar = 8, kGap = 12, kKeyHeight = 46;
  const double groupHeight = kBar * static_cast<double>(plot.barNames.size()) + kGap;
  Frame frame;
  frame.left = 118;
  frame.top = kKeyHeight;
  frame.bottom = frame.top + groupHeight * static_cast<double>(plot.groups.size());
  std::string svg = opened(frame.bottom + 44, plot.axisLabel) + barKey(plot, frame.left);
  const PlotAxis axis{plot.axisLabel, 0, 1, false};
  for (const double tick : ticksOf(axis)) {
    const double at = frame.x(axis, tick);
    svg += fmt::format(R"(<path class="grid" d="M{:.1f} {:.1f}V{:.1f}"/>)", at, frame.top - 4,
                       frame.bottom);
    svg += fmt::format(R"(<text class="axis middle" x="{:.1f}" y="{:.1f}">{}</text>)", at,
                       frame.bottom + 18, tickText(tick));
  }
  for (std::size_t i = 0; i < plot.groups.size(); ++i) {
    svg += bars(plot.groups[i], frame, frame.top + kGap / 2 + groupHeight * static_cast<double>(i),
                kBar);
  }
  return svg + fmt::format(R"(<text class="axis middle" x="{:.1f}" y="{:.1f}">{}</text></svg>)",
                           (frame.left + frame.right) / 2, frame.bottom + 36,
                           escaped(plot.axisLabel));
}

std::string_view plotStyle() {
  return R"css(
:root{--s0:#2f6db5;--s1:#e09f3e;--s2:#4c9f70;--s3:#8d6bb8;--s4:#c65b57;--s5:#7a8490;--grid:#e3e6ea;--rule:#9aa3ad}
@media (prefers-color-scheme:dark){:root{--s0:#6ea8e6;--s1:#e9b565;--s2:#74c497;--s3:#b598dc;--s4:#e58783;--s5:#98a2ae;--grid:#2b3138;--rule:#5b6570}}
.plot{width:100%;height:auto;display:block}
.plot text{font:12px system-ui,sans-serif;fill:var(--soft)}
.plot .end{text-anchor:end}.plot .middle{text-anchor:middle}
.plot .grid{stroke:var(--grid);fill:none}.plot .rule{stroke:var(--rule);fill:none}
.plot .line{fill:none;stroke-width:2.4;stroke-linejoin:round}.plot .line.pale{stroke-width:1;opacity:.6}
.plot .dots{fill:none;stroke-width:4;stroke-linecap:round;opacity:.3}
.plot .tick{fill:none;stroke-width:2.2}.plot .t0{stroke:var(--text)}.plot .t1{stroke:var(--s4)}
.plot .strong{font-weight:600}
.plot .bar.s0{fill:var(--s0)}.plot .bar.s1{fill:var(--s1)}.plot .bar.s2{fill:var(--s2)}.plot .bar.s3{fill:var(--s3)}.plot .bar.s4{fill:var(--s4)}.plot .bar.s5{fill:var(--s5)}
.plot path.s0{stroke:var(--s0)}.plot path.s1{stroke:var(--s1)}.plot path.s2{stroke:var(--s2)}.plot path.s3{stroke:var(--s3)}.plot path.s4{stroke:var(--s4)}.plot path.s5{stroke:var(--s5)}
.plot text.s0{fill:var(--s0)}.plot text.s1{fill:var(--s1)}.plot text.s2{fill:var(--s2)}.plot text.s3{fill:var(--s3)}.plot text.s4{fill:var(--s4)}.plot text.s5{fill:var(--s5)}
)css";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

}  // namespace limn::batch
