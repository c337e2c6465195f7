// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/sam_config.h"

#include <map>
#include <string>

namespace limn::nn {

/// Puts what `limn.config` of the metadata says over `inferred`, the configuration that the tensor
/// shapes give. Only what shapes cannot tell may differ; the family is left alone.
/// Throws std::runtime_error that names the field.
[[nodiscard]] SamConfig applyMetadata(const std::map<std::string, std::string>& metadata,
                                      const SamConfig& inferred);

}  // namespace limn::nn
