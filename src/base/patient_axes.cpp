// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "patient_axes.h"

#include <cmath>
#include <cstddef>

namespace limn {
namespace {

constexpr std::array<std::array<int, 3>, 6> kOrders{
    {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

}  // namespace

std::array<int, 3> patientAxes(const Grid& grid) {
  std::array<int, 3> best = kOrders[0];
  double bestSum = -1;
  for (const auto& order : kOrders) {
    double sum = 0;
    for (int i = 0; i < 3; ++i) {
      sum += std::abs(grid.axes[static_cast<std::size_t>(i)][order[static_cast<std::size_t>(i)]]);
    }
    if (sum > bestSum + 1e-9) {
      bestSum = sum;
      best = order;
    }
  }
  return best;
}

}  // namespace limn
