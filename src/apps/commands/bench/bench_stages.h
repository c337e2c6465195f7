// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/bench_times.h"
#include "limn/base/job_context.h"
#include "wiring.h"

#include <cstdint>

namespace limn::apps {

struct BenchPlan {
  ModelChoice model;
  int repeats = 10;          // of an encode; clicks are repeated ten times as often
  std::int64_t side = 512;   // of a slice, pixels
  std::int64_t slices = 12;  // of the series that is encoded
};

struct BenchOutcome {
  core::ModelInfo model;
  std::vector<StageTimes> stages;
  double peakMegabytes = 0;  // resident memory of the program
};

/// Times the work of a reader on a generated scan, through the same functions as the window:
///   load_ms          checkpoint to a network that answers
///   scroll_ms        a slice of each plane taken out and windowed (the window's own frames are in
///                    the trace of limn-studio)
///   encode_ms        one slice to its embedding
///   click_ms         one point to three masks of the slice's size
///   refine_ms        the second point, with the mask of the first fed back
///   series_slice_ms  a session encoding a series, for each slice
///   hover_ms         the mask under a cursor that rests on an encoded slice of that session
///   cache_hit_ms     a click on an encoded slice of that session until its preview is ready
///   disk_hit_ms      a slice rendered and read from the disk cache instead of encoded
///   export_ms        a mask of side x side x 100 written as .nii.gz, read back and compared
/// The first run of each is not counted, except for the series.
[[nodiscard]] Result<BenchOutcome> runBenchStages(const BenchPlan& plan, const JobContext& job);

}  // namespace limn::apps
