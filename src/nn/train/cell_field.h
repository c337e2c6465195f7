// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace limn::nn {

/// A roundish cell; its outline waves `lobes` times around.
struct Cell {
  double x = 0, y = 0, radius = 8, aspect = 1, angle = 0;  // pixels, radians
  double wave = 0.05;                                      // over radius
  int lobes = 3;
};

/// Many small cells, too many to draw with tensors one by one. Later ones lie on top.
class CellField {
 public:
  explicit CellField(std::int64_t side)
      : side_(side),
        number_(static_cast<std::size_t>(side * side), 0),
        depth_(static_cast<std::size_t>(side * side), 0) {}

  void draw(const Cell& cell, std::uint8_t number);
  [[nodiscard]] at::Tensor numbers() const;  // [S, S] uint8, 0 where there is no cell
  /// [S, S] float: 1 in the middle of a cell, 0 at its outline and outside.
  [[nodiscard]] at::Tensor depths() const;

 private:
  std::int64_t side_;
  std::vector<std::uint8_t> number_;
  std::vector<float> depth_;
};

/// Cells of like size, alone and in clumps.
struct CellCulture {
  std::int64_t count = 40;
  double radius = 8, spread = 0.2;  // pixels; deviation of the logarithm
  double clumping = 0.4;            // chance that a cell lies beside the one before
};
[[nodiscard]] std::vector<Cell> growCells(Random& random, std::int64_t side,
                                          const CellCulture& culture);

}  // namespace limn::nn
