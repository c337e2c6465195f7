// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/training_image.h"

#include <c10/core/Device.h>

#include <cstdint>

namespace limn::nn {

/// An invented scan with its masks: a pure function of seed and side (the same bytes on every CPU
/// and thread count).
[[nodiscard]] TrainingImage syntheticImage(std::uint64_t seed, std::int64_t side,
                                           c10::Device device = c10::kCPU);

}  // namespace limn::nn
