// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// A mask `[S, S]` uint8 as an automatic method or a hurried reader might have drawn it: smaller,
/// larger, shifted, with a wobbling outline, half missing, with an island, several of these; or
/// nearly right, or right. Never empty.
[[nodiscard]] at::Tensor draftOf(const at::Tensor& mask, Random& random);

}  // namespace limn::nn
