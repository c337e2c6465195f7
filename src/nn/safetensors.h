// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "limn/nn/checkpoint.h"

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace limn::nn {

/// One tensor of a safetensors file. The shape's elements take exactly `end - begin` bytes.
struct SafetensorsEntry {
  std::string name;
  at::ScalarType type = at::kFloat;
  std::vector<std::int64_t> shape;
  std::int64_t begin = -1, end = -1;  // bytes, from the start of the data
};

/// What a safetensors file says of its tensors.
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  // in the order of their data
  std::map<std::string, std::string> metadata;
  std::uint64_t dataStart = 0;  // bytes, from the start of the file
};

/// Whether the first bytes can be those of a safetensors file.
[[nodiscard]] bool looksLikeSafetensors(const ByteSource& source);

/// The header alone, checked against the file's size: as the format demands, the tensors cover the
/// data exactly, without gap or overlap. Throws CheckpointError.
[[nodiscard]] SafetensorsHeader readSafetensorsHeader(const ByteSource& source);

/// Reads a whole safetensors file. Throws CheckpointError.
[[nodiscard]] StateDict readSafetensors(const ByteSource& source);

}  // namespace limn::nn
