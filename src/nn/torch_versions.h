// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

// What LibTorch 1.13 and 2.x do not share.

namespace limn::nn {

/// Version of the LibTorch in use, for reports.
[[nodiscard]] std::string torchVersion();

/// Whether fusedAttention() is there (from 2.0) and may be used: it is for inference.
[[nodiscard]] bool canFuseAttention();
/// softmax(q kᵀ / sqrt(c) + bias) v without writing the scores down. q `[n, heads, queries, c]`, k
/// and v `[n, heads, keys, c]`, `bias` undefined or of a shape that broadcasts to
/// `[n, heads, queries, keys]`.
[[nodiscard]] at::Tensor fusedAttention(const at::Tensor& q, const at::Tensor& k,
                                        const at::Tensor& v, const at::Tensor& bias);

}  // namespace limn::nn
