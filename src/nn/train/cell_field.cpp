// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/cell_field.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limn::nn {

void CellField::draw(const Cell& cell, std::uint8_t number) {
  const double longAxis = cell.radius * std::sqrt(cell.aspect);
  const double shortAxis = cell.radius / std::sqrt(cell.aspect);
  const double reach = longAxis * (1 + cell.wave) + 1;
  const double c = std::cos(cell.angle), s = std::sin(cell.angle);
  const auto clamp = [&](double at) {
    return std::clamp<std::int64_t>(std::llround(at), 0, side_);
  };
  for (std::int64_t row = clamp(cell.y - reach); row < clamp(cell.y + reach); ++row) {
    for (std::int64_t column = clamp(cell.x - reach); column < clamp(cell.x + reach); ++column) {
      const double x = static_cast<double>(column) + 0.5 - cell.x;
      const double y = static_cast<double>(row) + 0.5 - cell.y;
      const double u = (x * c + y * s) / longAxis, v = (y * c - x * s) / shortAxis;
      const double far = u * u + v * v;
      if (far > (1 + cell.wave) * (1 + cell.wave)) continue;
      const double edge = 1 + cell.wave * std::cos(cell.lobes * std::atan2(v, u));
      const double inside = 1 - far / (edge * edge);
      if (inside < 0) continue;
      const auto at = static_cast<std::size_t>(row * side_ + column);
      number_[at] = number;
      depth_[at] = static_cast<float>(inside);
    }
  }
}

at::Tensor CellField::numbers() const {
  at::Tensor plane = at::empty({side_, side_}, at::kByte);
  std::ranges::copy(number_, plane.data_ptr<std::uint8_t>());
  return plane;
}

at::Tensor CellField::depths() const {
  at::Tensor plane = at::empty({side_, side_}, at::kFloat);
  std::ranges::copy(depth_, plane.data_ptr<float>());
  return plane;
}

std::vector<Cell> growCells(Random& random, std::int64_t side, const CellCulture& culture) {
  constexpr double kPi = std::numbers::pi;
  std::vector<Cell> cells;
  const auto s = static_cast<double>(side);
  for (std::int64_t i = 0; i < culture.count; ++i) {
    Cell cell{.x = s * random.uniform(),
              .y = s * random.uniform(),
              .radius = culture.radius * std::exp(culture.spread * random.normal()),
              .aspect = random.logUniform(1, 1.6),
              .angle = random.uniform(0, kPi),
              .wave = random.uniform(0, 0.15),
              .lobes = static_cast<int>(2 + random.below(3))};
    if (!cells.empty() && random.chance(culture.clumping)) {
      const double towards = random.uniform(0, 2 * kPi);
      const double apart = (cells.back().radius + cell.radius) * random.uniform(0.85, 1.1);
      cell.x = cells.back().x + apart * std::cos(towards);
      cell.y = cells.back().y + apart * std::sin(towards);
    }
    cells.push_back(cell);
  }
  return cells;
}

}  // namespace limn::nn
