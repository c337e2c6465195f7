// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace limn::nn {

namespace {

// LibTorch 2.4 gave the switches a device; before, the plain ones meant CUDA.
void setGpuAutocast(bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_enabled(at::kCUDA, on);
  at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
#else
  at::autocast::set_enabled(on);
  at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
#endif
}

}  // namespace

Autocast::Autocast(bool wanted, c10::Device device) : on_(wanted && device.is_cuda()) {
  if (on_) setGpuAutocast(true);
}

Autocast::~Autocast() {
  if (!on_) return;
  setGpuAutocast(false);
  at::autocast::clear_cache();
}

}  // namespace limn::nn
