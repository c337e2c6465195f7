// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What it takes until an action is on the disk. LIMN_BENCH_DIR names the folder to write to.

#include "limn/core/case_store.h"
#include "limn/store/case_file.h"
#include "support/builders.h"
#include "support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace limn {
namespace {

namespace fs = std::filesystem;

/// A case on a volume of 512 x 512 x 100, and actions as clicking makes them.
class Case {
 public:
  Case() {
    Grid grid;
    grid.size = {512, 512, 100};
    CaseSource source;
    source.grid = grid;
    const char* place = std::getenv("LIMN_BENCH_DIR");
    path_ = (place != nullptr ? fs::path(place) : folder_.path()) / "bench.limn";
    fs::remove(path_);
    file_.emplace(store::CaseFile::create(path_, source, core::firstLabels()).value());
  }
  ~Case() {
    file_.reset();
    fs::remove(path_);
  }
  void click() {
    CaseAction action;
    action.kind = CaseAction::Kind::AddPoint;
    action.what = "Add include click";
    action.prompts = PromptState{SliceRef{Axis::Z, 50}, {{PointPrompt{{100, 100}, true}, {}}}, 0};
    keep(action);
  }
  /// A disk of 80 pixels across, on this slice or the next.
  void accept() {
    auto object = std::make_shared<CaseObject>();
    object->label = 1;
    object->slice = {Axis::Z, next_ % 100};
    object->mask = Mask(512, 512);
    CaseAction action;
    action.kind = CaseAction::Kind::Accept;
    action.what = "Accept Label 1";
    const std::int64_t base = (next_ % 100) * 512 * 512;
    const auto from = static_cast<LabelId>(next_ / 100 % 2), to = static_cast<LabelId>(1 - from);
    for (std::int64_t y = 200; y < 280; ++y) {
      for (std::int64_t x = 200; x < 280; ++x)
        object->mask.set(x, y);
      action.runs.push_back({base + y * 512 + 200, 80, from, to});
    }
    object->logits =
        std::make_shared<LowResLogits>(LowResLogits{64, std::vector<float>(64 * 64, 0.5F)});
    action.object = object;
    ++next_;
    keep(action);
  }

 private:
  void keep(const CaseAction& action) {
    if (auto kept = file_->append({&action, 1}); !kept)
      throw std::runtime_error(kept.error().detail);
  }

  test::TemporaryFolder folder_;
  fs::path path_;
  std::optional<store::CaseFile> file_;
  std::int64_t next_ = 0;
};

/// Reports the median too: a disk has slow moments, and the mean is theirs.
void measure(benchmark::State& state, void (Case::*act)()) {
  using Clock = std::chrono::steady_clock;
  Case kept;
  std::vector<double> times;
  for (auto _ : state) {
    const auto start = Clock::now();
    (kept.*act)();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::ranges::sort(times);
  state.counters["median_ms"] = times[times.size() / 2];
  state.counters["p95_ms"] = times[times.size() * 95 / 100];
}

BENCHMARK_CAPTURE(measure, click, &Case::click)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(measure, accept, &Case::accept)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace limn
