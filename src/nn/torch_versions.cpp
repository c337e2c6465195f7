// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "torch_versions.h"

#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <stdexcept>

#if TORCH_VERSION_MAJOR >= 2
#include <ATen/ops/scaled_dot_product_attention.h>
#endif

namespace limn::nn {

std::string torchVersion() {
  return TORCH_VERSION;
}

#if TORCH_VERSION_MAJOR >= 2

bool canFuseAttention() {
  return !c10::GradMode::is_enabled();
}

at::Tensor fusedAttention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                          const at::Tensor& bias) {
  if (!bias.defined()) return at::scaled_dot_product_attention(q, k, v);
  return at::scaled_dot_product_attention(q, k, v, bias);
}

#else

bool canFuseAttention() {
  return false;
}

at::Tensor fusedAttention(const at::Tensor&, const at::Tensor&, const at::Tensor&,
                          const at::Tensor&) {
  throw std::logic_error("this LibTorch has no fused attention");
}

#endif

}  // namespace limn::nn
