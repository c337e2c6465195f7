// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What the window's thread does with a large case, and the memory that a long history takes:
// 512 x 512 x 600 voxels, 20 labels, 2,000 accepted masks.

#include "bench_masks.h"
#include "limn/core/segmentation_document.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace limn::bench {
namespace {

using core::SegmentationDocument;
using Mode = SegmentationDocument::WriteMode;

double residentMiB() {
  std::ifstream pages("/proc/self/statm");
  double total = 0, resident = 0;
  pages >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20U);
}

/// 6,400 pixels.
Mask square(std::int64_t corner, std::int64_t width, std::int64_t height) {
  Mask mask(width, height);
  for (std::int64_t y = 0; y < 80; ++y) {
    for (std::int64_t x = 0; x < 80; ++x)
      mask.set(corner + x, corner + y);
  }
  return mask;
}

void accept(SegmentationDocument& document, std::int64_t i, SliceRef slice, std::int64_t side) {
  const SliceLayout layout = sliceLayout(document.grid(), slice.axis);
  auto object = std::make_shared<CaseObject>();
  object->number = static_cast<std::int64_t>(document.journal().size()) + 1;
  object->label = static_cast<LabelId>(1 + i % 20);
  object->slice = slice;
  object->steps = {{PointPrompt{{100, 100}, true}, {}}};
  object->mask = square(i / 20 % 20 * 20, layout.width, layout.height);
  object->logits = std::make_shared<LowResLogits>(
      LowResLogits{side, std::vector<float>(static_cast<std::size_t>(side * side))});
  const Mask mask = object->mask;
  const LabelId label = object->label;
  static_cast<void>(document.write(slice, label, mask, Mode::Add, core::Overlap::KeepOthers,
                                   "Accept", std::move(object)));
}

std::unique_ptr<SegmentationDocument> longCase(std::int64_t logitsSide) {
  Grid grid;
  grid.size = {kSide, kSide, 600};
  std::vector<LabelInfo> labels;
  for (LabelId id = 1; id <= 20; ++id)
    labels.push_back({id, "Label " + std::to_string(id), {}, true, false});
  auto document = std::make_unique<SegmentationDocument>(grid, SourceRef{}, labels);
  for (std::int64_t i = 0; i < 2000; ++i)
    accept(*document, i, {Axis::Z, i % 600}, logitsSide);
  return document;
}

SegmentationDocument& sharedCase() {
  static const auto document = longCase(64);
  return *document;
}

/// What an export is given.
void momentOfThePresent(benchmark::State& state) {
  const SegmentationDocument& document = sharedCase();  // made outside of the measurement
  for (auto _ : state)
    benchmark::DoNotOptimize(document.moment());
}
BENCHMARK(momentOfThePresent)->Unit(benchmark::kMicrosecond);

/// An accepted mask across axis `range(0)` and its undo, right after an export took a moment.
void acceptAfterExport(benchmark::State& state) {
  const auto axis = static_cast<Axis>(state.range(0));
  SegmentationDocument& document = sharedCase();
  for (auto _ : state) {
    const auto moment = document.moment();
    accept(document, 0, {axis, 300}, 64);
    document.undo();
  }
}
BENCHMARK(acceptAfterExport)->Arg(0)->Arg(2)->Unit(benchmark::kMicrosecond);

void removeLabelAndUndo(benchmark::State& state) {
  SegmentationDocument& document = sharedCase();
  for (auto _ : state) {
    static_cast<void>(document.removeLabel(20));
    document.undo();
  }
}
BENCHMARK(removeLabelAndUndo)->Unit(benchmark::kMicrosecond);

/// Resident memory that a long case takes, with low-resolution answers of `range(0)` squared.
void memoryOf2000Accepts(benchmark::State& state) {
  for (auto _ : state) {
    const double before = residentMiB();
    const auto document = longCase(state.range(0));
    state.counters["resident_MiB"] = residentMiB() - before;
    state.counters["counted_MiB"] = static_cast<double>(document->journal().bytes()) / (1 << 20U);
  }
}
BENCHMARK(memoryOf2000Accepts)->Arg(64)->Arg(256)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace limn::bench
