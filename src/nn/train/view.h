// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "picture_view.h"
#include "train/random.h"

namespace limn::nn {

/// Flips, turns, a small rotation and a scale about SAM-Med2D's way in; often a part of the
/// picture, aimed at one of the masks so that small objects become large. `masks` [P, H, W] uint8.
[[nodiscard]] View randomView(Random& random, const at::Tensor& masks, std::int64_t side);

}  // namespace limn::nn
