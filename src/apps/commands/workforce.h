// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/batch/workers.h"
#include "limn/core/mask_predictor.h"
#include "wiring.h"

#include <memory>

namespace limn::apps {

/// How the threads of the processor are divided.
struct Workforce {
  int workers = 1, threadsEach = 1;
};

/// Several networks with one thread each are faster than one network with several threads, and
/// their results do not depend on their number. Every worker has its own weights, so there are
/// fewer workers with large networks. `workers` and `threads` are the values of the options; 0 = as
/// many as threads and memory allow.
[[nodiscard]] Workforce workforceFor(int workers, int threads, const core::ModelInfo& model);

/// makePredictor() or makeFocusedPredictor().
using MakePredictor = decltype(&makePredictor);

/// Returns the given network first, then makes further ones.
[[nodiscard]] batch::PredictorFactory predictorsLike(std::shared_ptr<core::MaskPredictor> first,
                                                     ModelChoice choice, int threadsEach,
                                                     MakePredictor make = makePredictor);

}  // namespace limn::apps
