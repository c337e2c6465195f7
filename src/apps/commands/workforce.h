// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"
#include "wiring.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace limn::apps {

/// How the processor's threads are shared out.
struct Workforce {
  int workers = 1, threadsEach = 1;
};

/// Many small networks side by side are faster than one that splits its sums, and give the same
/// bits whatever their number. Every worker has weights of its own, so large ones are fewer.
/// `workers` and `threads` are what was asked for; 0 = as many as there are threads and memory for.
[[nodiscard]] Workforce workforceFor(int workers, int threads, const core::ModelInfo& model);

/// Makes the network of one worker, on the thread that will use it.
using PredictorFactory = std::function<Result<std::shared_ptr<core::MaskPredictor>>()>;

/// Hands out the network that is there already, then makes further ones.
[[nodiscard]] PredictorFactory predictorsLike(std::shared_ptr<core::MaskPredictor> first,
                                              ModelChoice choice, int threadsEach);

/// Does `count` pieces of work, each once, on `workers` threads with a network each, in an order
/// that is nearly that of the numbers. `work` answers whether to go on: after a no, nobody takes
/// another piece, but what has been begun is finished. Progress counts finished pieces, named
/// `what`. The error is that of a network that could not be made, or what `work` threw
/// (OutOfMemory, Internal).
[[nodiscard]] Result<void> shareOut(
    std::size_t count, std::size_t workers, const PredictorFactory& makePredictor,
    const std::function<bool(core::MaskPredictor&, std::size_t)>& work, const JobContext& job,
    std::string_view what);

}  // namespace limn::apps
