// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/prompt.h"
#include "limn/nn/predictor.h"

#include <cstdint>

namespace limn::engine {

/// A binary mask on the slice picture as the logits a mask prompt consists of: `lowResSide`^2 cells
/// over the network's square input of `inputSide` pixels, the picture placed in it as `frame` says.
///
/// Each cell holds logit(p), p = the share of its area that the mask covers, kept within 0.001 to
/// 0.999: -6.9 outside and in the padding, +6.9 inside, 0 where the outline halves a cell. So the
/// sigmoid that SAM-Med2D receives is the mask itself, and SAM and MedSAM, which receive logits,
/// get values as large as those of their own decoder.
[[nodiscard]] core::LowResLogits maskLogits(const Mask& mask, const nn::InputFrame& frame,
                                            std::int64_t inputSide, std::int64_t lowResSide);

}  // namespace limn::engine
