// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/volume.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace limn::test {

/// A ramp volume of 16-bit samples: value = x + 10 y + 100 z.
inline Volume rampVolume(Grid grid) {
  std::vector<std::byte> data(static_cast<std::size_t>(grid.size.voxels()) * 2);
  std::size_t i = 0;
  for (std::int64_t z = 0; z < grid.size.z; ++z) {
    for (std::int64_t y = 0; y < grid.size.y; ++y) {
      for (std::int64_t x = 0; x < grid.size.x; ++x, i += 2) {
        const auto value = static_cast<std::int16_t>(x + 10 * y + 100 * z);
        std::memcpy(data.data() + i, &value, 2);
      }
    }
  }
  return makeVolume(grid, PixelType::Int16, 1, std::move(data)).value();
}

inline Volume rampVolume(Size3 size) {
  Grid grid;
  grid.size = size;
  return rampVolume(grid);
}

/// All 48 ways to lay voxel axes along the patient's: an axis order and a sign for each.
inline std::vector<Grid> allAxisOrders(Size3 size, Vec3 spacing) {
  constexpr std::array<std::array<int, 3>, 6> kOrders{
      {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};
  const std::array<Vec3, 3> unit{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
  std::vector<Grid> grids;
  for (const auto& order : kOrders) {
    for (int signs = 0; signs < 8; ++signs) {
      Grid grid;
      grid.size = size;
      grid.spacing = spacing;
      grid.origin = {-10, 20, 30};
      for (int i = 0; i < 3; ++i) {
        grid.axes[static_cast<std::size_t>(i)] =
            unit[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] *
            ((signs >> i) & 1 ? -1.0 : 1.0);
      }
      grids.push_back(grid);
    }
  }
  return grids;
}

/// A mask drawn in text: rows separated by '\n' or '/', '#' is inside.
inline Mask drawMask(std::string_view rows) {
  std::vector<std::string_view> lines;
  while (!rows.empty()) {
    const std::size_t end = std::min(rows.find_first_of("/\n"), rows.size());
    lines.push_back(rows.substr(0, end));
    rows.remove_prefix(std::min(end + 1, rows.size()));
  }
  Mask mask(static_cast<std::int64_t>(lines.empty() ? 0 : lines[0].size()),
            static_cast<std::int64_t>(lines.size()));
  for (std::size_t y = 0; y < lines.size(); ++y) {
    for (std::size_t x = 0; x < lines[y].size(); ++x) {
      if (lines[y][x] == '#') mask.set(static_cast<std::int64_t>(x), static_cast<std::int64_t>(y));
    }
  }
  return mask;
}

}  // namespace limn::test
