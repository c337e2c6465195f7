// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"

#include <string>

namespace limn::nn {

/// For the message that refuses a checkpoint: what its tensor names look like ("SAM 2, another
/// network"), or how they begin when they look like nothing we know.
[[nodiscard]] std::string guessArchitecture(const StateDict& state);

}  // namespace limn::nn
