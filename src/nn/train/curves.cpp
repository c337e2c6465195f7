// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/curves.h"

#include "byte_source.h"
#include "limn/nn/checkpoint.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <system_error>

namespace limn::nn {

namespace {

constexpr const char* kHeader =
    "step,loss,dice,learning_rate,minutes,held_out_box,held_out_point,held_out_corrected,"
    "held_out_five_points,held_out_draft_gain";
constexpr std::size_t kCurveColumns = 10;

void writeText(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path part = file.string() + ".part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    if (!out) throw CheckpointError(file, "cannot be written; is the disk full?");
  }
  std::error_code problem;
  std::filesystem::rename(part, file, problem);
  if (problem) throw CheckpointError(file, "cannot be written: " + problem.message());
}

/// As printf's %.*f and %.*g write it, but with a point in every locale.
std::string number(std::chars_format form, int precision, double value) {
  std::array<char, 400> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, form, precision).ptr;
  return {digits.data(), end};
}
std::string fixed(int digits, double value) {
  return number(std::chars_format::fixed, digits, value);
}
std::string general(int digits, double value) {
  return number(std::chars_format::general, digits, value);
}

template <class T>
std::optional<T> parsed(const std::string& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out;
  std::stringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');)
    out.push_back(field);
  out.resize(std::max<std::size_t>(out.size(), kCurveColumns));
  return out;
}

using Value = std::function<std::optional<double>(const CurvePoint&)>;

/// One panel of the drawing: where it lies and what its axes span.
struct Panel {
  double top, height, low, high, lastStep;
  static constexpr double kLeft = 56, kWidth = 720;

  [[nodiscard]] double x(double step) const { return kLeft + kWidth * step / lastStep; }
  [[nodiscard]] double y(double value) const {
    const double share = (std::clamp(value, low, high) - low) / (high - low);
    return top + height * (1 - share);
  }
};

std::string axes(const Panel& panel, const std::string& title) {
  std::string svg =
      "<text x='56' y='" + fixed(0, panel.top - 8) + "' font-weight='600'>" + title + "</text>\n";
  for (int i = 0; i <= 4; ++i) {
    const double value = panel.low + (panel.high - panel.low) * i / 4;
    const std::string y = fixed(1, panel.y(value));
    svg += "<line x1='56' x2='776' y1='" + y + "' y2='" + y +
           "' stroke='#8884' stroke-width='1'/><text x='50' y='" + y +
           "' text-anchor='end' dominant-baseline='middle'>" + fixed(2, value) + "</text>\n";
  }
  return svg;
}

/// Exponential mean over about a fiftieth of the points, so that a trend can be seen.
std::string line(const std::vector<CurvePoint>& points, const Panel& panel, const Value& value,
                 const char* colour, bool smooth) {
  const double pull = smooth ? 1.0 / std::max(1.0, static_cast<double>(points.size()) / 50) : 1.0;
  std::string path;
  std::optional<double> mean;
  for (const CurvePoint& point : points) {
    const std::optional<double> at = value(point);
    if (!at) continue;
    mean = mean ? *mean + pull * (*at - *mean) : *at;
    path += path.empty() ? 'M' : 'L';
    path += fixed(1, panel.x(static_cast<double>(point.step))) + " ";
    path += fixed(1, panel.y(*mean));
  }
  return "<path d='" + path + "' fill='none' stroke='" + colour + "' stroke-width='1.8'/>\n";
}

double largestLoss(const std::vector<CurvePoint>& points) {
  std::vector<double> losses;
  for (const CurvePoint& point : points)
    losses.push_back(point.loss);
  if (losses.empty()) return 1;
  const auto high = losses.begin() + static_cast<std::ptrdiff_t>(losses.size() * 98 / 100);
  std::ranges::nth_element(losses, high);
  return std::max(*high, 1e-3);
}

}  // namespace

void Curves::writeCsv(const std::filesystem::path& file) const {
  std::string text = std::string(kHeader) + "\n";
  const auto optional = [](const std::optional<double>& value) {
    return std::string(",").append(value ? fixed(5, *value) : "");
  };
  for (const CurvePoint& p : points) {
    text += std::to_string(p.step) + "," + general(6, p.loss) + "," + fixed(5, p.dice) + "," +
            general(4, p.learningRate) + "," + fixed(2, p.minutes);
    const HeldOutDice held = p.heldOut.value_or(HeldOutDice{});
    const auto measured = [&](double value) {
      return p.heldOut ? std::optional(value) : std::nullopt;
    };
    text += optional(measured(held.box)) + optional(measured(held.point)) +
            optional(held.corrected) + optional(held.fivePoints) + optional(held.draftGain) + "\n";
  }
  writeText(file, text);
}

Curves Curves::readCsv(const std::filesystem::path& file, std::int64_t lastStep) {
  Curves curves;
  std::ifstream in(file);
  if (!in) return curves;
  std::string row;
  if (!std::getline(in, row) || row != kHeader) {
    throw CheckpointError(
        file, std::string("expected the header ") + kHeader + ", found " + inQuotes(row));
  }
  while (std::getline(in, row)) {
    const std::vector<std::string> f = fields(row);
    CurvePoint point;
    point.step = parsed<std::int64_t>(f[0]).value_or(0);
    point.loss = parsed<double>(f[1]).value_or(0);
    point.dice = parsed<double>(f[2]).value_or(0);
    point.learningRate = parsed<double>(f[3]).value_or(0);
    point.minutes = parsed<double>(f[4]).value_or(0);
    if (const auto box = parsed<double>(f[5])) {
      point.heldOut = HeldOutDice{*box, parsed<double>(f[6]).value_or(0), parsed<double>(f[7]),
                                  parsed<double>(f[8]), parsed<double>(f[9])};
    }
    if (point.step > 0 && point.step <= lastStep) curves.points.push_back(point);
  }
  return curves;
}

void Curves::writeSvg(const std::filesystem::path& file) const {
  const double last = points.empty() ? 1 : static_cast<double>(points.back().step);
  const Panel loss{36, 180, 0, largestLoss(points), last}, dice{272, 180, 0, 1, last};
  const auto held = [](double HeldOutDice::*value) {
    return [value](const CurvePoint& p) {
      return p.heldOut ? std::optional((*p.heldOut).*value) : std::nullopt;
    };
  };
  const std::string text =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 800 500' font-family='sans-serif' "
      "font-size='12' fill='#777'>\n" +
      axes(loss, "Loss") +
      line(
          points, loss, [](const CurvePoint& p) { return std::optional(p.loss); }, "#4878a8",
          true) +
      axes(dice, "Dice: training (grey), held-out box (green) and one point (orange)") +
      line(
          points, dice, [](const CurvePoint& p) { return std::optional(p.dice); }, "#999", true) +
      line(points, dice, held(&HeldOutDice::box), "#2e8b57", false) +
      line(points, dice, held(&HeldOutDice::point), "#d2781e", false) +
      "<text x='776' y='474' text-anchor='end'>" + fixed(0, last) + " steps</text>\n</svg>\n";
  writeText(file, text);
}

}  // namespace limn::nn
