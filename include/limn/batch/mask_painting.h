// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/segmentation.h"
#include "limn/base/volume.h"
#include "limn/core/prompt.h"

namespace limn::batch {

/// An empty segmentation on the volume's grid with one label.
[[nodiscard]] Segmentation emptySegmentation(const Volume& volume, LabelInfo label);

/// Gives `label` to the voxels under a mask of a slice picture.
void paint(Segmentation& segmentation, core::SliceRef slice, const Mask& mask, LabelId label);

}  // namespace limn::batch
