// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <vector>

namespace limn::nn::gpu {

/// To the device by way of pinned memory, without waiting for it; the tensor itself where it is
/// there already. An undefined tensor stays so.
[[nodiscard]] at::Tensor toDevice(const at::Tensor& tensor, const c10::Device& device);

/// All of them to the CPU, waiting once for all.
[[nodiscard]] std::vector<at::Tensor> toHost(const std::vector<at::Tensor>& tensors);

}  // namespace limn::nn::gpu
