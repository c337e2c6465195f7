// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_prompt.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace limn::engine {
namespace {

/// The share of one low-res cell that one picture pixel covers, along one axis.
struct Share {
  std::int64_t pixel = 0;
  double weight = 0;
};

/// Position of one axis of the picture in the square input.
struct AxisFrame {
  std::int64_t pixels, inputPixels, offset;
};

/// For each cell the pixels under it. Cells beyond the picture have shares that add up to less
/// than one: padding counts as outside.
std::vector<std::vector<Share>> sharesOf(const AxisFrame& axis, std::int64_t inputSide,
                                         std::int64_t cells) {
  const double pixelsPerInput =
      static_cast<double>(axis.pixels) / static_cast<double>(axis.inputPixels);
  const double cellInput = static_cast<double>(inputSide) / static_cast<double>(cells);
  const double cellPixels = cellInput * pixelsPerInput;
  std::vector<std::vector<Share>> shares(static_cast<std::size_t>(cells));
  for (std::int64_t cell = 0; cell < cells; ++cell) {
    const double begin =
        (static_cast<double>(cell) * cellInput - static_cast<double>(axis.offset)) * pixelsPerInput;
    const double end = begin + cellPixels;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(begin)));
    const auto last = std::min(axis.pixels, static_cast<std::int64_t>(std::ceil(end)));
    for (std::int64_t pixel = first; pixel < last; ++pixel) {
      const double overlap = std::min(end, static_cast<double>(pixel + 1)) -
                             std::max(begin, static_cast<double>(pixel));
      if (overlap > 0) {
        shares[static_cast<std::size_t>(cell)].push_back({pixel, overlap / cellPixels});
      }
    }
  }
  return shares;
}

float logitOf(double share) {
  const double p = std::clamp(share, 0.001, 0.999);
  return static_cast<float>(std::log(p / (1 - p)));
}

}  // namespace

core::LowResLogits maskLogits(const Mask& mask, const nn::InputFrame& frame, std::int64_t inputSide,
                              std::int64_t lowResSide) {
  const auto columns = sharesOf({frame.width, frame.inputWidth, frame.left}, inputSide, lowResSide);
  const auto rows = sharesOf({frame.height, frame.inputHeight, frame.top}, inputSide, lowResSide);
  core::LowResLogits logits;
  logits.side = lowResSide;
  logits.values.reserve(static_cast<std::size_t>(lowResSide * lowResSide));
  for (const auto& row : rows) {
    for (const auto& column : columns) {
      double covered = 0;
      for (const Share& y : row) {
        for (const Share& x : column) {
          if (mask.test(x.pixel, y.pixel)) covered += x.weight * y.weight;
        }
      }
      logits.values.push_back(logitOf(covered));
    }
  }
  return logits;
}

}  // namespace limn::engine
