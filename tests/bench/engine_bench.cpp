// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// The way through the engine with a network so small that the engine's own share shows. For real
// networks there is `limn bench`.

#include "bench_masks.h"
#include "limn/engine/sam_predictor.h"
#include "support/test_paths.h"

#include <benchmark/benchmark.h>

namespace limn::bench {
namespace {

core::MaskPredictor& tiny() {
  static const std::unique_ptr<core::MaskPredictor> predictor = [] {
    engine::prepareCpu(2);
    engine::SamPredictorOptions options;
    options.checkpoint = test::dataFolder() / "nn" / "tiny_adapter.pth";
    options.device = "cpu";
    return engine::makeSamPredictor(options).value();
  }();
  return *predictor;
}

core::SlicePicture picture() {
  core::SlicePicture made{kSide, kSide, std::vector<std::uint8_t>(3 * kSide * kSide)};
  for (std::size_t i = 0; i < made.rgb.size(); ++i)
    made.rgb[i] = static_cast<std::uint8_t>(i / 3 * 31 % 251);
  return made;
}

void encode(benchmark::State& state) {
  const core::SlicePicture shown = picture();
  for (auto _ : state)
    benchmark::DoNotOptimize(tiny().encode(shown, {}).value());
}
BENCHMARK(encode)->Unit(benchmark::kMillisecond)->UseRealTime();

void click(benchmark::State& state) {
  const core::EmbeddingPtr embedding = tiny().encode(picture(), {}).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(tiny().predict(*embedding, {{{{200, 220}, true}}, {}, {}}).value());
}
BENCHMARK(click)->Unit(benchmark::kMillisecond)->UseRealTime();

void maskPrompt(benchmark::State& state) {
  const core::EmbeddingPtr embedding = tiny().encode(picture(), {}).value();
  const Mask mask = organ();
  for (auto _ : state)
    benchmark::DoNotOptimize(tiny().maskPrompt(*embedding, mask).value());
}
BENCHMARK(maskPrompt)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace limn::bench
