// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Masks as runs, the write gate, undo, earlier moments, and what the network is shown.

#include "bench_masks.h"
#include "limn/core/case_store.h"
#include "limn/core/journal.h"
#include "limn/core/model_input.h"
#include "limn/core/segmentation_document.h"
#include "support/builders.h"

#include <benchmark/benchmark.h>

namespace limn::bench {
namespace {

using core::SegmentationDocument;

void encodeRuns(benchmark::State& state) {
  const Mask mask = organ();
  for (auto _ : state)
    benchmark::DoNotOptimize(encodeRle(mask));
}
BENCHMARK(encodeRuns)->Unit(benchmark::kMicrosecond);

void decodeRuns(benchmark::State& state) {
  const MaskRle runs = encodeRle(organ());
  for (auto _ : state)
    benchmark::DoNotOptimize(decodeRle(runs));
}
BENCHMARK(decodeRuns)->Unit(benchmark::kMicrosecond);

const Volume& scan() {
  static const Volume volume = test::rampVolume(Size3{kSide, kSide, 16});
  return volume;
}

/// A slice across axis `range(0)` changes from one mask to another.
void writeMask(benchmark::State& state) {
  SegmentationDocument document(scan());
  const auto axis = static_cast<Axis>(state.range(0));
  const SliceLayout layout = sliceLayout(scan().grid, axis);
  Mask full(layout.width, layout.height);
  for (std::int64_t y = 0; y < layout.height; ++y) {
    for (std::int64_t x = 0; x < layout.width / 2; ++x)
      full.set(x, y);
  }
  const Mask none(layout.width, layout.height);
  bool isFull = false;
  for (auto _ : state) {
    isFull = !isFull;
    const auto written = document.write(
        {axis, 3}, document.labels().front().id, isFull ? full : none,
        SegmentationDocument::WriteMode::Replace, core::Overlap::KeepOthers, "bench");
    if (!written) state.SkipWithError(written.error().message().c_str());
  }
}
BENCHMARK(writeMask)->Arg(0)->Arg(2)->Unit(benchmark::kMicrosecond);

void undoAndRedo(benchmark::State& state) {
  SegmentationDocument document(scan());
  const auto written =
      document.write({Axis::Z, 3}, document.labels().front().id, organ(),
                     SegmentationDocument::WriteMode::Replace, core::Overlap::KeepOthers, "bench");
  if (!written) state.SkipWithError(written.error().message().c_str());
  for (auto _ : state) {
    benchmark::DoNotOptimize(document.undo());
    benchmark::DoNotOptimize(document.redo());
  }
}
BENCHMARK(undoAndRedo)->Unit(benchmark::kMicrosecond);

/// 2,000 accepted masks of 6,400 voxels on the 400 slices of a scan.
const core::Journal& longCase() {
  static const core::Journal journal = [] {
    Grid grid;
    grid.size = {kSide, kSide, 400};
    core::Journal made(grid, {}, core::firstLabels());
    for (std::int64_t i = 0; i < 2000; ++i) {
      const auto from = static_cast<LabelId>(i / 400 % 2), to = static_cast<LabelId>(1 - from);
      CaseAction accept;
      accept.kind = CaseAction::Kind::Accept;
      for (std::int64_t y = 200; y < 280; ++y)
        accept.runs.push_back({(i % 400 * kSide + y) * kSide + 200, 80, from, to});
      made.add(accept);
    }
    return made;
  }();
  return journal;
}

/// A moment far from any that is known.
void lookFarBack(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(longCase().momentAfter(1999));
}
BENCHMARK(lookFarBack)->Unit(benchmark::kMicrosecond);

/// One action earlier and one later, as the arrow keys do.
void stepInThePast(benchmark::State& state) {
  core::PastMomentPtr moment = longCase().momentAfter(1999);
  for (auto _ : state)
    moment = longCase().momentAfter(moment->actions() == 1999 ? 1998 : 1999, moment);
}
BENCHMARK(stepInThePast)->Unit(benchmark::kMicrosecond);

void modelInput(benchmark::State& state) {
  const SliceLayout layout = sliceLayout(scan().grid, Axis::Z);
  const core::InputMapping mapping = core::volumeRangeMapping(scan());
  for (auto _ : state)
    benchmark::DoNotOptimize(core::renderModelInput(scan(), layout, 3, mapping));
}
BENCHMARK(modelInput)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limn::bench
