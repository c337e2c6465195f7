// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "report/mask_path.h"

#include <fmt/core.h>

#include <cstdint>

namespace limn::batch {
namespace {

/// The direction of an edge: between two rows, or between two columns.
enum class Edge { Horizontal, Vertical };

bool isInside(const Mask& mask, std::int64_t x, std::int64_t y) {
  return x >= 0 && y >= 0 && x < mask.width() && y < mask.height() && mask.test(x, y);
}

/// Whether the outline runs along the pixel at `along` on the line before pixel `line`.
bool isEdge(const Mask& mask, Edge edge, std::int64_t line, std::int64_t along) {
  return edge == Edge::Horizontal ? isInside(mask, along, line - 1) != isInside(mask, along, line)
                                  : isInside(mask, line - 1, along) != isInside(mask, line, along);
}

std::string piece(Edge edge, std::int64_t line, std::int64_t from, std::int64_t to) {
  return edge == Edge::Horizontal ? fmt::format("M{} {}H{}", from, line, to)
                                  : fmt::format("M{} {}V{}", line, from, to);
}

}  // namespace

std::string maskPath(const Mask& mask) {
  const PixelBox box = mask.bounds();
  std::string path;
  for (const Edge edge : {Edge::Horizontal, Edge::Vertical}) {
    const bool isHorizontal = edge == Edge::Horizontal;
    const std::int64_t firstLine = isHorizontal ? box.y0 : box.x0;
    const std::int64_t lastLine = isHorizontal ? box.y1 : box.x1;
    const std::int64_t begin = isHorizontal ? box.x0 : box.y0;
    const std::int64_t end = isHorizontal ? box.x1 : box.y1;
    for (std::int64_t line = firstLine; line <= lastLine; ++line) {
      for (std::int64_t along = begin; along < end;) {
        const std::int64_t from = along;
        while (along < end && isEdge(mask, edge, line, along))
          ++along;
        if (along > from) path += piece(edge, line, from, along);
        ++along;
      }
    }
  }
  return path;
}

}  // namespace limn::batch
