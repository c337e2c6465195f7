// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace limn::nn {

/// Lines of varying width, drawn disc by disc: vessels, ducts, hairs, fibres.
class Strokes {
 public:
  explicit Strokes(std::int64_t side)
      : side_(side), drawn_(static_cast<std::size_t>(side * side), 0) {}

  void disc(double x, double y, double radius);
  [[nodiscard]] bool holds(double x, double y, double margin) const;
  [[nodiscard]] at::Tensor drawn() const;  // [S, S] bool on the CPU

 private:
  std::int64_t side_;
  std::vector<std::uint8_t> drawn_;
};

/// Where a line begins and how it goes on.
struct Branch {
  double x = 0, y = 0, angle = 0;  // pixels, radians
  double radius = 3;               // pixels
  double bend = 0;                 // radians a pixel, changes slowly
};

/// How lines bend and fork.
struct Growth {
  double thinnest = 1;   // radius in pixels at which branches end
  double wander = 0.08;  // bending, radians a pixel
  double length = 15;    // of a branch, in radii
  int forks = 60;        // at most
};

/// One line without forks that runs until it leaves the picture.
void drawTube(Random& random, Strokes& strokes, Branch tube, double wander);
/// A line that forks into ever thinner ones.
void drawTree(Random& random, Strokes& strokes, const Branch& trunk, const Growth& growth);

}  // namespace limn::nn
