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

/// What a stroke costs for each move of the mouse on a slice of 1024 x 1024 with a large mask.
void moveBrush(benchmark::State& state) {
  const Volume volume = test::rampVolume(Size3{1024, 1024, 3});
  core::SegmentationDocument document(volume);
  const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);
  const core::SliceRef slice{Axis::Z, 1};
  core::BrushStroke organ(volume, document.labels(), slice, 1, core::BrushStroke::Mode::Paint,
                          core::Brush{.radius = 300});
  organ.moveTo({512, 512});
  const auto done = document.edit({.label = 1}, organ.wanted(), core::Overlap::KeepOthers);
  if (!done) state.SkipWithError("not painted");
  gui::LabelOverlay overlay = gui::makeLabelOverlay(document, slice, layout);
  core::BrushStroke stroke(volume, document.labels(), slice, 1, core::BrushStroke::Mode::Paint,
                           core::Brush{.radius = 20});
  double x = 0;
  for (auto _ : state) {
    x = x > 1000 ? 0 : x + 7;
    gui::showStroke(overlay, stroke, stroke.moveTo({x, 300}));
    gui::outlineStroke(overlay, stroke);
    benchmark::DoNotOptimize(overlay);
  }
}
BENCHMARK(moveBrush)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace limn::bench
