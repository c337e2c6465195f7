// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/tissue_map.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// The masks [K, S, S] uint8 (CPU) that a drawn scene offers: connected parts of its tissues and
/// its wholes, of kMinMaskPixels up to most of the picture, that `picture` [C, S, S] of 0..255
/// (CPU) shows. A tenth may be hard to see or thin. K may be 0.
[[nodiscard]] at::Tensor sceneMasks(TissueMap& map, const at::Tensor& picture);

}  // namespace limn::nn
