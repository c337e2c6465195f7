// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/checkpoint.h"

#include "byte_source.h"
#include "safetensors.h"

namespace limn::nn {

StateDict readCheckpoint(const std::filesystem::path& file) {
  const FileSource source(file);
  return readSafetensors(source);
}

}  // namespace limn::nn
