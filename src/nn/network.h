// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "limn/nn/predictor.h"
#include "mask_decoder.h"

#include <c10/core/Device.h>

#include <memory>

namespace limn::nn {

/// The network for inference, in the form that its device computes soonest. One thread at a time.
class Network {
 public:
  virtual ~Network() = default;
  /// Images `[B, 3, S, S]` fp32 on the CPU to embeddings `[B, C, g, g]` fp32 on the device. Throws
  /// Cancelled.
  [[nodiscard]] virtual at::Tensor encode(const at::Tensor& images,
                                          const CancelCheck& cancelled) = 0;
  /// B prompts, tensors on the CPU, on the slice `features` `[1, C, g, g]`. The answer is on the
  /// device.
  [[nodiscard]] virtual DecodedMasks decode(const at::Tensor& features,
                                            const PromptTensors& prompts) = 0;
  /// Releases the memory that is only kept to make the next call faster.
  virtual void releaseMemory() = 0;
};

/// `state` holds expectedTensors(config), fp32 on the CPU; it is used up. `precision` is
/// Fp32 or, where cpuMultipliesBf16(), Bf16.
[[nodiscard]] std::unique_ptr<Network> makeCpuNetwork(StateDict state, const SamConfig& config,
                                                      Precision precision = Precision::Fp32);
/// The reference form, on any device. `state` is copied there.
[[nodiscard]] std::unique_ptr<Network> makeDeviceNetwork(const StateDict& state,
                                                         const SamConfig& config,
                                                         const c10::Device& device,
                                                         Precision precision);

}  // namespace limn::nn
