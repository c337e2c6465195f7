// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/training_image.h"

#include <c10/core/Device.h>

#include <cstdint>

namespace limn::nn {

/// An invented scan with its masks: a pure function of seed and side. The same bytes at every number of
/// threads; another kind of processor may round a grey value differently.
[[nodiscard]] TrainingImage syntheticImage(std::uint64_t seed, std::int64_t side,
                                           c10::Device device = c10::kCPU);

}  // namespace limn::nn
