// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"
#include "limn/batch/refine_cases.h"
#include "limn/batch/refine_record.h"
#include "limn/batch/refinement.h"
#include "limn/core/mask_predictor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace limn::batch {

struct RefineOptions {
  RefineRule rule;
  bool usesReference = true;     // false: it only measures
  std::uint64_t seed = 0;        // of defects
  std::optional<Axis> axis;      // else the one that a reader pages through
  std::optional<Window> window;  // that the network gets instead of the whole range
  bool writesCases = false;      // case files for readers, beside the records
  bool inVoxelUnits = false;     // as imaging::ReadOptions::inVoxelUnits
};

/// An image with its draft in the image's own order of voxels.
struct OpenCase {
  Volume volume;
  Axis axis = Axis::Z;
  std::vector<LabelId> draft, reference;  // reference empty when there is none
  std::vector<LabelInfo> labels;
  std::vector<std::string> notes;
};

/// Reads a case. Mismatch when the draft lies elsewhere or has values that its table does not have,
/// NotFound when it is empty.
[[nodiscard]] Result<OpenCase> openCase(const RefineCase& item, const RefineOptions& options,
                                        const JobContext& job);

/// The label on one slice as a mask of the slice picture.
[[nodiscard]] Mask maskOn(const std::vector<LabelId>& voxels, const Grid& grid,
                          const SliceLayout& layout, std::int64_t slice, LabelId label);

/// The labels that a slice holds, without 0.
[[nodiscard]] std::set<LabelId> labelsOnSlice(const std::vector<LabelId>& voxels, const Grid& grid,
                                              const SliceLayout& layout, std::int64_t slice);

struct RefinedCase {
  std::vector<LabelId> voxels;
  std::vector<RefineRow> rows;
};
/// Refines every object on every slice. Voxels of another label's draft are not changed.
[[nodiscard]] Result<RefinedCase> refineOpenCase(const OpenCase& open, const RefineOptions& options,
                                                 core::MaskPredictor& predictor,
                                                 const JobContext& job);

}  // namespace limn::batch
