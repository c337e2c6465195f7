// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/workers.h"
#include "limn/core/mask_predictor.h"
#include "wiring.h"

#include <memory>

namespace limn::apps {

/// How the processor's threads are shared out.
struct Workforce {
  int workers = 1, threadsEach = 1;
};

/// Many small networks side by side are faster than one that splits its sums, and give the same
/// bits whatever their number. Every worker has weights of its own, so large ones are fewer.
/// `workers` and `threads` are what was asked for; 0 = as many as there are threads and memory for.
[[nodiscard]] Workforce workforceFor(int workers, int threads, const core::ModelInfo& model);

/// Hands out the network that is there already, then makes further ones.
[[nodiscard]] batch::PredictorFactory predictorsLike(std::shared_ptr<core::MaskPredictor> first,
                                                     ModelChoice choice, int threadsEach);

}  // namespace limn::apps
