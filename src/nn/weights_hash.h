// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"

#include <string>

namespace limn::nn {

/// SHA-256 (hex) over each tensor's name, dtype, shape and the SHA-256 of its bytes, in order of
/// names. Does not depend on the file format, nor on the device.
[[nodiscard]] std::string hashWeights(const StateDict& state);

}  // namespace limn::nn
