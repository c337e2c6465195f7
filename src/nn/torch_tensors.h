// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "torch_file.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace limn::nn {

/// Tensors by name, as values of a document.
using NamedTensors = std::map<std::string, PickleRef>;

/// The weights of a checkpoint: the dict under `model`, `state_dict` or `model_state_dict`, else
/// the top one. Refuses values without tensors and whole pickled modules with a message that says
/// what the file holds instead.
[[nodiscard]] NamedTensors pickWeights(const ByteSource& source, const PickleDocument& document);

/// Every tensor below the top dict, lists included; keys are joined by dots.
[[nodiscard]] NamedTensors allTensors(const ByteSource& source, const PickleDocument& document);

/// Reads the tensors' parts of their storages, each storage once; tensors keep shape and stride.
[[nodiscard]] std::map<std::string, at::Tensor> loadTensors(const ByteSource& source,
                                                            const TorchFile& file,
                                                            const NamedTensors& named);

}  // namespace limn::nn
