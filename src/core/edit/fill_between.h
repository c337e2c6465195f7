// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/hand_edit.h"
#include "limn/base/job_context.h"
#include "limn/core/label_volume.h"
#include "limn/core/segmentation_document.h"

#include <optional>
#include <vector>

namespace limn::core {

/// Masks for the slices from `edit.slice` to `edit.otherSlice` that have none of the label, between
/// those that have one: the signed distances of the two nearest masks, weighted by how near these
/// are (Raya and Udupa, IEEE TMI 9, 1990). Nothing when told to stop.
[[nodiscard]] std::optional<std::vector<WantedRun>> fillBetween(const LabelVolume& voxels,
                                                                const HandEdit& edit,
                                                                const JobContext& job);

}  // namespace limn::core
