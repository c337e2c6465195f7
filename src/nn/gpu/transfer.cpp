// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gpu/transfer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <c10/core/Stream.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <optional>

namespace limn::nn::gpu {

namespace {

at::Tensor pinnedLike(const at::Tensor& tensor) {
  return at::empty(tensor.sizes(),
                   at::TensorOptions().dtype(tensor.scalar_type()).pinned_memory(true));
}

}  // namespace

at::Tensor toDevice(const at::Tensor& tensor, const c10::Device& device) {
  if (!tensor.defined() || tensor.device() == device) return tensor;
  if (!device.is_cuda() || !tensor.is_cpu()) return tensor.to(device);
  return pinnedLike(tensor).copy_(tensor).to(device, tensor.scalar_type(), /*non_blocking=*/true);
}

std::vector<at::Tensor> toHost(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> out;
  std::optional<c10::Device> awaited;
  for (const at::Tensor& tensor : tensors) {
    if (!tensor.is_cuda()) {
      out.push_back(tensor.to(at::kCPU));
      continue;
    }
    out.push_back(pinnedLike(tensor).copy_(tensor, /*non_blocking=*/true));
    awaited = tensor.device();
  }
  if (awaited) {
    c10::impl::VirtualGuardImpl(awaited->type()).getStream(*awaited).synchronize();
  }
  return out;
}

}  // namespace limn::nn::gpu
