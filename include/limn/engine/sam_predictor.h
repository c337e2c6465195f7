// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace limn::engine {

struct SamPredictorOptions {
  std::filesystem::path checkpoint = {};  // .pth, .safetensors; empty when `arch` is given
  std::string arch =
      {};  // "vit_b_adapter_256" with computed weights: for comparison and timing only
  std::string device = "auto";             // auto, cpu, cuda, cuda:N
  std::string precision = "fp32";          // fp32, tf32, bf16, fp16; on a CPU fp32, bf16
  std::optional<std::string> family = {};  // "sam-med2d", "sam", "medsam"
  std::optional<std::int64_t> imageSize = {};
  bool dropAdapters = false;
  std::optional<std::int64_t> slicesAtOnce = {};  // instead of the default of the device
};

/// The network as core's port. Errors: NotFound, Unreadable, Mismatch (another architecture,
/// with the tensor that does not fit), WrongUse (unknown device, family or precision), OutOfMemory.
/// With a warning in the log, a processor without bf16 computes in fp32, and a GPU without enough
/// memory continues in smaller batches or on the CPU; info() still gives the chosen device.
[[nodiscard]] Result<std::unique_ptr<core::MaskPredictor>> makeSamPredictor(
    const SamPredictorOptions& options);

/// To be called before the first network is made: CPU threads for networks, 0 = all cores; the
/// allocator keeps freed memory (nn::prepareCpu()).
void prepareCpu(int threads);

}  // namespace limn::engine
