// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/volume.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace limn {

/// The integer that a label has in files; 0 is background. The user chooses it; it is never
/// changed.
using LabelId = std::uint16_t;

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
  bool operator==(const Rgb&) const = default;
};

/// One entry of the label list.
struct LabelInfo {
  LabelId id = 1;
  std::string name;
  Rgb color{};
  bool visible = true;
  bool locked = false;
  bool operator==(const LabelInfo&) const = default;
};

/// What is exported: a label volume on the grid of its source, and the label list.
/// `voxels` is x fastest, grid.size.voxels() long.
struct Segmentation {
  Grid grid;
  std::vector<LabelId> voxels;
  std::vector<LabelInfo> labels;
  SourceRef source;
};

}  // namespace limn
