// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "limn/nn/checkpoint.h"

namespace limn::nn {

enum class TensorChoice { Weights, All };

/// readCheckpoint() or readAllTensors() from any source. Throws CheckpointError and nothing else.
[[nodiscard]] StateDict readFrom(const ByteSource& source, TensorChoice choice);

}  // namespace limn::nn
