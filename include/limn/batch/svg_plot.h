// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limn::batch {

/// Plots as inline SVG for one HTML page. Colours and type come from the page: series n is drawn
/// with class `s<n>`, axes with `axis`, grid lines with `grid` (plotStyle() has a definition for
/// light and dark pages). All text is escaped here.

struct PlotPoint {
  double x = 0, y = 0;
};

/// An axis from `low` to `high` with its label; `log` in decades.
struct PlotAxis {
  std::string label;
  double low = 0, high = 1;
  bool isLog = false;
};

struct PlotSeries {
  std::string name;
  std::size_t colour = 0;  // 0..5
  std::vector<PlotPoint> points;
  bool isEmphasised = true;  // else thin and pale
};

/// Lines, each named at its right end.
[[nodiscard]] std::string linePlot(const PlotAxis& x, const PlotAxis& y,
                                   const std::vector<PlotSeries>& series);

/// Dots, and lines through them or beside them.
struct ScatterPlot {
  PlotAxis x, y;
  PlotSeries dots;
  std::vector<PlotSeries> lines;
};
[[nodiscard]] std::string scatterPlot(const ScatterPlot& plot);

/// Horizontal bars from 0 to 1, some of them to a group, with ticks across the group's first bar.
struct BarGroup {
  std::string name;
  std::vector<double> bars, ticks;
};
struct BarPlot {
  std::string axisLabel;
  std::vector<std::string> barNames, tickNames;  // for the key
  std::vector<BarGroup> groups;
};
[[nodiscard]] std::string barPlot(const BarPlot& plot);

/// Class definitions for the plots.
[[nodiscard]] std::string_view plotStyle();
/// `text` with & < > " escaped, for HTML and SVG.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace limn::batch
