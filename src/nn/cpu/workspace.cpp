// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "cpu/workspace.h"

#include <ATen/ops/empty.h>

namespace limn::nn::cpu {

void Buffer::resize(std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t kAliasing = 1024, kSpace = 16;  // floats
  stride_ = columns % kAliasing == 0 ? columns + kSpace : columns;
  if (!storage_.defined() || storage_.numel() < rows * stride_) {
    storage_ = at::empty({rows * stride_}, at::kFloat);
    data_ = storage_.data_ptr<float>();
  }
}

}  // namespace limn::nn::cpu
