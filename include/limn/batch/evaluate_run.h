// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/batch/evaluation.h"
#include "limn/batch/recorded_prompts.h"
#include "limn/batch/workers.h"
#include "limn/core/mask_predictor.h"
#include "limn/imaging/dataset.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace limn::batch {

/// Which masks are evaluated, and how.
struct EvaluateOptions {
  std::uint64_t seed = 0;
  std::size_t limit = 0;             // pictures, a random choice; 0 = all
  std::size_t maxMasksPerImage = 0;  // a random choice; 0 = all
  bool keepGoing = false;            // skip what cannot be read
  Protocol protocol = Protocol::Published;
  std::size_t workers = 1;  // pictures at once
  const RecordedPrompts* replay = nullptr;
};

struct MaskRecord {
  std::size_t item = 0;  // in the data set
  EvaluatedMask mask;
  ReaderPrompts prompts;
};

struct Evaluation {
  std::vector<MaskRecord> masks;  // in the order of the data set
  std::vector<Error> skipped;     // likewise; with keepGoing
  std::size_t pictures = 0;       // evaluated
};

/// The protocol on every chosen mask. The result does not depend on the number of workers
/// nor on the order of work. Errors name the item: those of the data set, NotFound when `replay`
/// has no prompts for a chosen mask or names one that the data set does not have, Cancelled.
[[nodiscard]] Result<Evaluation> evaluate(const imaging::Dataset& dataset,
                                          const EvaluateOptions& options,
                                          const PredictorFactory& makePredictor,
                                          const JobContext& job);

/// The picture as input of the network.
[[nodiscard]] core::SlicePicture networkPicture(const imaging::LabelledPicture& picture);
[[nodiscard]] Mask truthOf(const imaging::LabelledPicture& picture,
                           const imaging::ObjectMask& object);

}  // namespace limn::batch
