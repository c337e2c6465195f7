// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/hand_edit.h"
#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/core/past_moment.h"
#include "limn/core/segmentation_document.h"

#include <optional>
#include <utility>
#include <vector>

namespace limn::core {

/// What an operation wants to change, for SegmentationDocument::edit().
struct OperationResult {
  HandEdit edit;
  std::vector<WantedRun> wanted;
  Overlap overlap = Overlap::KeepOthers;
  std::vector<LabelInfo> newLabels = {};
};

/// Works an operation on one label out (not Paint, Erase and the lassos, which are drawn): on
/// `edit.slice` alone, or in the whole volume where there is none; CopySlice, ClearSlices and
/// FillBetween always have one. Distances are true ones in mm, whatever the spacing. Components
/// touch by faces, edges or corners; holes are what cannot be left by faces. Slow; for any thread.
/// NotFound where the label has no voxels to work on, Locked when a label that would change is,
/// WrongUse for a wrong parameter, Cancelled.
[[nodiscard]] Result<OperationResult> operate(const PastMoment& now, const HandEdit& edit,
                                              const JobContext& job = {});

/// The nearest slices with voxels of the label below and above a slice that has none; the first and
/// the last slice with some, where it has. Nothing where there are not two.
[[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> slicesToFillBetween(
    const LabelVolume& voxels, LabelId label, SliceRef slice);

}  // namespace limn::core
