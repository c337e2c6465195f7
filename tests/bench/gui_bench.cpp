// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What is made anew for a frame: grey levels, outlines, the tint of the labels.

#include "bench_masks.h"
#include "limn/core/segmentation_document.h"
#include "support/builders.h"
#include "views/label_overlay.h"
#include "views/mask_outline.h"
#include "views/slice_renderer.h"

#include <benchmark/benchmark.h>

namespace limn::bench {
namespace {

const Volume& scan() {
  static const Volume volume = test::rampVolume(Size3{kSide, kSide, 64});
  return volume;
}

/// Slices across axis `range(0)` under one window.
void renderSlice(benchmark::State& state) {
  const SliceLayout layout = sliceLayout(scan().grid, static_cast<Axis>(state.range(0)));
  gui::SliceRenderer renderer;
  std::int64_t slice = 0;
  for (auto _ : state) {
    slice = (slice + 1) % layout.slices;
    benchmark::DoNotOptimize(renderer.render(sliceView(scan(), layout, slice), {{40, 400}, false}));
  }
}
BENCHMARK(renderSlice)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMicrosecond);

/// One slice while the window is dragged.
void dragWindow(benchmark::State& state) {
  const SliceLayout layout = sliceLayout(scan().grid, Axis::Z);
  gui::SliceRenderer renderer;
  double centre = 0;
  for (auto _ : state) {
    centre += 1;
    benchmark::DoNotOptimize(renderer.render(sliceView(scan(), layout, 3), {{centre, 400}, false}));
  }
}
BENCHMARK(dragWindow)->Unit(benchmark::kMicrosecond);

void outline(benchmark::State& state) {
  const Mask mask = organ();
  for (auto _ : state)
    benchmark::DoNotOptimize(gui::maskOutline(mask));
}
BENCHMARK(outline)->Unit(benchmark::kMicrosecond);

/// The overlay of a slice with `range(0)` labels.
void labelOverlay(benchmark::State& state) {
  core::SegmentationDocument document(scan());
  const SliceLayout layout = sliceLayout(scan().grid, Axis::Z);
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    const LabelId id = i == 0 ? document.labels().front().id : document.addLabel();
    const auto written = document.write({Axis::Z, 3}, id, organ(40 * i),
                                        core::SegmentationDocument::WriteMode::Replace,
                                        core::Overlap::KeepOthers, "bench");
    if (!written) state.SkipWithError(written.error().message().c_str());
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(gui::makeLabelOverlay(document, {Axis::Z, 3}, layout));
}
BENCHMARK(labelOverlay)->Arg(1)->Arg(4)->Arg(20)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limn::bench
