// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

namespace limn::nn {

/// What machines and readers write over a picture [3, S, S] of 0..255: calipers across one of the
/// masks [K, S, S], a dotted line between them, lines of letters at the edge. K may be 0.
void addMarks(Random& random, const at::Tensor& rgb, const at::Tensor& masks);

}  // namespace limn::nn
