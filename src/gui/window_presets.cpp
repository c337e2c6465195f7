// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "window_presets.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace limn::gui {
namespace {

constexpr double kNarrowest = 1e-6;
constexpr std::size_t kSamples = 20000;

/// Window over the given quantile at either end; `values` is reordered.
Window spanOf(std::vector<double>& values, double cut, Window otherwise) {
  if (values.empty()) return otherwise;
  const auto last = static_cast<double>(values.size() - 1);
  const auto pick = [&](double quantile) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::lround(quantile * last));
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  const double low = pick(cut), high = pick(1 - cut);
  if (high <= low) return otherwise;
  return {(low + high) / 2, high - low};
}

Window fullRange(const Volume& volume) {
  const double width = volume.maximum - volume.minimum;
  return {(volume.minimum + volume.maximum) / 2, width > 0 ? width : 1};
}

/// Values as only computed tomography has them: air near -1000 and something denser than water.
bool looksLikeHounsfield(const Volume& volume) {
  return volume.channels == 1 && volume.minimum <= -900 && volume.minimum >= -4096 &&
         volume.maximum >= 200 && volume.maximum <= 40000;
}

std::vector<double> samplesOfVolume(const Volume& volume) {
  std::vector<double> values;
  const auto bytes = pixelBytes(volume.type);
  const std::size_t count = volume.bytes() / bytes;
  const std::size_t step = std::max<std::size_t>(1, count / kSamples);
  for (std::size_t i = 0; i < count; i += step) {
    const double value = sampleValue(volume.data->data() + i * bytes, volume.type);
    if (std::isfinite(value)) values.push_back(value);
  }
  return values;
}

}  // namespace

Window initialWindow(const Volume& volume) {
  if (volume.window && volume.window->width > 0) return *volume.window;
  if (volume.type == PixelType::UInt8) return {127.5, 255};
  const std::string& modality = volume.source.modality;
  if (modality == "CT" || (modality.empty() && looksLikeHounsfield(volume))) {
    return kWindowPresets[0];
  }
  auto values = samplesOfVolume(volume);
  return spanOf(values, 0.005, fullRange(volume));
}

Window autoWindow(const Volume& volume, const SliceLayout& layout, std::int64_t slice) {
  const ImageView view = sliceView(volume, layout, slice);
  const auto pixels = static_cast<std::size_t>(view.width * view.height);
  const auto step = static_cast<std::int64_t>(std::max<std::size_t>(1, pixels / kSamples));
  std::vector<double> values;
  for (std::int64_t i = 0; i < view.width * view.height; i += step) {
    const double value = sampleValue(view.at(i % view.width, i / view.width), view.type);
    if (std::isfinite(value)) values.push_back(value);
  }
  return spanOf(values, 0.005, fullRange(volume));
}

Window draggedWindow(Window start, double dx, double dy, double valueRange) {
  // A drag over 500 pixels changes by the whole range, more gently where the window is narrow.
  const double step = std::min(valueRange, std::max(start.width * 2, kNarrowest)) / 500;
  return {start.centre - dy * step, std::max(start.width + dx * step, valueRange * kNarrowest)};
}

}  // namespace limn::gui
