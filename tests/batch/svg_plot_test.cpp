// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/svg_plot.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(SvgPlot, EscapesNames) {
  const std::string svg = linePlot({"x"}, {"y"}, {{"a<b & \"c\"", 0, {{0, 0}, {1, 1}}, true}});

  EXPECT_TRUE(contains(svg, "a&lt;b &amp; &quot;c&quot;"));
  EXPECT_FALSE(contains(svg, "a<b"));
}

TEST(SvgPlot, LinesRunFromAxisToAxis) {
  const std::string svg =
      linePlot({"points", 1, 5, false}, {"Dice", 0, 1, false}, {{"s", 2, {{1, 0}, {5, 1}}, true}});

  EXPECT_TRUE(contains(svg, "class=\"line s2\" d=\"M52.0 288.0L500.0 14.0\"")) << svg;
}

TEST(SvgPlot, LogarithmicAxisPutsTheMiddleDecadeInTheMiddle) {
  ScatterPlot plot{{"size", 10, 1000, true}, {"Dice", 0, 1, false}, {}, {}};
  plot.dots.points = {{100, 0.5}};

  EXPECT_TRUE(contains(scatterPlot(plot), "d=\"M340.0 151.0h.1\"")) << scatterPlot(plot);
}

TEST(SvgPlot, BarsAreAsLongAsTheirValues) {
  const std::string svg = barPlot({"Dice", {"box"}, {"floor"}, {{"CT", {0.5}, {1.0}}}});

  EXPECT_TRUE(contains(svg, "width=\"255.0\" height=\"7.0\"")) << svg;  // half of 118..628
  EXPECT_TRUE(contains(svg, "class=\"tick t0\" d=\"M628.0"));
  EXPECT_TRUE(contains(svg, "CT 0.500"));
}

TEST(SvgPlot, NamesAtTheEndsOfLinesStayApart) {
  std::vector<PlotSeries> series;
  for (int i = 0; i < 12; ++i)
    series.push_back({"line " + std::to_string(i), 5, {{0, 0.5}, {1, 0.5}}, false});
  const std::string svg = linePlot({"x"}, {"y"}, series);
  std::vector<double> heights;
  for (std::size_t at = svg.find("class=\"name"); at != std::string::npos;
       at = svg.find("class=\"name", at + 1)) {
    heights.push_back(std::stod(svg.substr(svg.find(" y=\"", at) + 4)));
  }

  ASSERT_EQ(heights.size(), 12U);
  for (std::size_t i = 1; i < heights.size(); ++i)
    EXPECT_GE(heights[i] - heights[i - 1], 12.9);
  EXPECT_LE(heights.back(), 330);
}

}  // namespace
}  // namespace limn::batch
