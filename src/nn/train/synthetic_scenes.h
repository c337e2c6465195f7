// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/tissue_map.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

// Each draws objects on a fresh map and returns how a scanner shows them: [1 or 3, S, S] in 0..1.

[[nodiscard]] at::Tensor anatomyPicture(TissueMap& map);       // CT and MR slices
[[nodiscard]] at::Tensor spinePicture(TissueMap& map);         // rows of vertebrae and discs
[[nodiscard]] at::Tensor layeredPicture(TissueMap& map);       // retina (OCT), skin
[[nodiscard]] at::Tensor angiogramPicture(TissueMap& map);     // vessel trees, capillaries (OCTA)
[[nodiscard]] at::Tensor projectionPicture(TissueMap& map);    // X-ray: things shine through
[[nodiscard]] at::Tensor uptakePicture(TissueMap& map);        // PET: hot spots in the dark
[[nodiscard]] at::Tensor ultrasoundPicture(TissueMap& map);    // sector or linear probe
[[nodiscard]] at::Tensor fluorescencePicture(TissueMap& map);  // bright or dark round cells
[[nodiscard]] at::Tensor stainedPicture(TissueMap& map);       // histology and smears
[[nodiscard]] at::Tensor fundusPicture(TissueMap& map);
[[nodiscard]] at::Tensor endoscopyPicture(TissueMap& map);
[[nodiscard]] at::Tensor dermoscopyPicture(TissueMap& map);

}  // namespace limn::nn
