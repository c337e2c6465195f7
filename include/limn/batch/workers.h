// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/core/mask_predictor.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace limn::batch {

/// Makes the network of one worker, on the thread that will use it.
using PredictorFactory = std::function<Result<std::shared_ptr<core::MaskPredictor>>()>;

/// Does `count` pieces of work, each once, on `workers` threads with a network each, in an order
/// that is nearly that of the numbers. `work` returns whether to go on: after a false, no thread
/// takes another piece, but what has been begun is finished. Progress counts finished pieces, named
/// `what`. The error is that of a network that could not be made, or what `work` threw
/// (OutOfMemory, Internal).
[[nodiscard]] Result<void> shareOut(
    std::size_t count, std::size_t workers, const PredictorFactory& makePredictor,
    const std::function<bool(core::MaskPredictor&, std::size_t)>& work, const JobContext& job,
    std::string_view what);

}  // namespace limn::batch
