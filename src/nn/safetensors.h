// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "limn/nn/checkpoint.h"

namespace limn::nn {

/// Whether the first bytes can be those of a safetensors file.
[[nodiscard]] bool looksLikeSafetensors(const ByteSource& source);

/// Reads a whole safetensors file. As the format demands, the tensors cover the data exactly,
/// without gap or overlap. Throws CheckpointError.
[[nodiscard]] StateDict readSafetensors(const ByteSource& source);

}  // namespace limn::nn
