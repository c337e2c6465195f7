// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"

#include <filesystem>
#include <memory>
#include <string>

namespace limn::engine {

struct FocusOptions {
  std::filesystem::path weights;  // .safetensors
  std::string device = "auto";    // auto, cpu, cuda, cuda:N
  bool isDefault = false;         // measured with the network of the whole slice
};

/// `slices` followed by the focus network: each answer of predict() has one candidate more, which
/// is the best one. It is made on a close view around the object, from the picture, all prompts,
/// the mask before them and the best candidate of `slices`; every click is obeyed in it. It depends
/// on these alone. encode() answers with an embedding of `slices` and the pixels of the slice; both
/// count in its bytes(). Errors: NotFound, and Mismatch for the file (another network, a truncated
/// one), and those of `slices`.
[[nodiscard]] Result<std::shared_ptr<core::MaskPredictor>> makeFocusedPredictor(
    std::shared_ptr<core::MaskPredictor> slices, const FocusOptions& options);

}  // namespace limn::engine
