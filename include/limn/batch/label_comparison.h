// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/surface_distance.h"
#include "limn/batch/agreement.h"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace limn::batch {

/// One label of two segmentations.
struct LabelComparison {
  Agreement voxels;  // by its value in A
  LabelId labelInB = 0;
  std::optional<SurfaceDistance> surface;  // nothing when it is in one of them only
};

struct ComparisonOptions {
  std::map<LabelId, LabelId> pairs = {};   // values in A and B; empty: the same value in both
  std::optional<double> toleranceMm = {};  // without it, no surfaces
  std::size_t threads = 1;
};

/// Each label that either has, or each pair, ascending by the value in A. Labels may overlap. The
/// layers of both are on one grid; its spacing is used for surfaces. NotFound: a pair names a label
/// without voxels; Mismatch: sizes differ.
[[nodiscard]] Result<std::vector<LabelComparison>> compareLabels(const std::vector<Segmentation>& a,
                                                                 const std::vector<Segmentation>& b,
                                                                 const ComparisonOptions& options);

}  // namespace limn::batch
