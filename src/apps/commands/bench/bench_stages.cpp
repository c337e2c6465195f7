// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/bench_stages.h"

#include "limn/core/caching_predictor.h"
#include "limn/core/dispatcher.h"
#include "limn/core/session.h"

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

constexpr int kMostLoads = 3, kMostExports = 3, kClicksPerEncode = 10;
constexpr std::int64_t kExportSlices = 100;

/// A body with a few organs in air, in CT numbers, that changes from slice to slice.
std::int16_t sampleAt(VoxelIndex at, std::int64_t side) {
  const auto inside = [&](std::int64_t x, std::int64_t y, std::int64_t radius) {
    const std::int64_t dx = at.x - x, dy = at.y - y;
    return dx * dx + dy * dy < radius * radius;
  };
  const auto grain = static_cast<std::int16_t>((at.x * 37 + at.y * 101 + at.z * 59) % 23);
  if (inside(side / 2, side / 2, side / 8 + at.z)) return static_cast<std::int16_t>(120 + grain);
  if (inside(side / 3, side / 2 + at.z, side / 10)) return static_cast<std::int16_t>(-600 + grain);
  if (inside(side / 2, side / 2, side * 2 / 5)) return static_cast<std::int16_t>(30 + grain);
  return static_cast<std::int16_t>(-1000 + grain);
}

Result<Volume> makeScan(const BenchPlan& plan) {
  Grid grid;
  grid.size = {plan.side, plan.side, plan.slices};
  std::vector<std::byte> data(static_cast<std::size_t>(grid.size.voxels()) * sizeof(std::int16_t));
  for (std::int64_t z = 0; z < plan.slices; ++z) {
    for (std::int64_t y = 0; y < plan.side; ++y) {
      for (std::int64_t x = 0; x < plan.side; ++x) {
        const std::int16_t value = sampleAt({x, y, z}, plan.side);
        std::memcpy(&data[static_cast<std::size_t>(grid.offset({x, y, z})) * sizeof(value)], &value,
                    sizeof(value));
      }
    }
  }
  return makeVolume(grid, PixelType::Int16, 1, std::move(data));
}

/// Calls `work` once unmeasured, then `count` times.
Result<StageTimes> timed(std::string name, int count, const JobContext& job,
                         const std::function<Result<void>(int round)>& work) {
  StageTimes stage{std::move(name), {}};
  for (int round = -1; round < count; ++round) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped");
    job.report(static_cast<double>(round + 1) / (count + 1), stage.name);
    Result<void> outcome;
    const double milliseconds = millisecondsOf([&] { outcome = work(round); });
    if (!outcome) return passOn(outcome);
    if (round >= 0) stage.milliseconds.push_back(milliseconds);
  }
  return stage;
}

/// Ignores the value of a result and keeps its error.
template <typename T>
Result<void> outcomeOf(const Result<T>& result) {
  if (!result) return tl::unexpected<Error>(result.error());
  return {};
}

/// A temporary folder, removed at the end.
class ScratchFolder {
 public:
  [[nodiscard]] static Result<ScratchFolder> make() {
    std::error_code error;
    const fs::path path = fs::temp_directory_path(error) / fmt::format("limn-bench-{}", ::getpid());
    if (!fs::create_directories(path, error)) {
      return fail(ErrorCode::WriteFailed,
                  fmt::format("{}: cannot make this folder; set TMPDIR", path.string()));
    }
    return ScratchFolder(path);
  }
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

class Bench {
 public:
  Bench(const BenchPlan& plan, const JobContext& job) : plan_(plan), job_(job) {}

  Result<BenchOutcome> run() {
    for (const auto& stage : {&Bench::load, &Bench::scroll, &Bench::network, &Bench::series,
                              &Bench::diskCache, &Bench::exportMask}) {
      if (auto done = (this->*stage)(); !done) return passOn(done);
    }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    outcome_.peakMegabytes = static_cast<double>(usage.ru_maxrss) / 1024.0;
    return std::move(outcome_);
  }

 private:
  Result<void> add(Result<StageTimes> stage) {
    if (!stage) return passOn(stage);
    outcome_.stages.push_back(std::move(*stage));
    return {};
  }

  Result<void> load() {
    auto done = add(timed("load_ms", std::min(plan_.repeats, kMostLoads), job_, [&](int) {
      predictor_.reset();  // so that there are never two in memory
      auto loaded = makePredictor(plan_.model);
      if (loaded) predictor_ = *loaded;
      return outcomeOf(loaded);
    }));
    if (!done) return done;
    outcome_.model = predictor_->info();
    auto scan = makeScan(plan_);
    if (scan) scan_ = std::move(*scan);
    return outcomeOf(scan);
  }

  /// The part of scrolling that needs no window: slices of three planes are cut and windowed.
  Result<void> scroll() {
    const core::InputMapping window = core::windowMapping({40, 400});
    return add(timed("scroll_ms", clicks(), job_, [&](int round) -> Result<void> {
      for (const Axis axis : {Axis::X, Axis::Y, Axis::Z}) {
        const SliceLayout layout = sliceLayout(scan_.grid, axis);
        const auto picture =
            core::renderModelInput(scan_, layout, (round + 1) % layout.slices, window);
        if (picture.width != layout.width) return fail(ErrorCode::Internal, "a slice is missing");
      }
      return {};
    }));
  }

  /// The network alone: encode, click, refine.
  Result<void> network() {
    const SliceLayout layout = sliceLayout(scan_.grid, Axis::Z);
    const core::SlicePicture picture =
        core::renderModelInput(scan_, layout, plan_.slices / 2, core::volumeRangeMapping(scan_));
    core::EmbeddingPtr embedding;
    auto done = add(timed("encode_ms", plan_.repeats, job_, [&](int) {
      auto encoded = predictor_->encode(picture, job_);
      if (encoded) embedding = *encoded;
      return outcomeOf(encoded);
    }));
    if (!done) return done;

    const auto middle = static_cast<double>(plan_.side) / 2;
    const core::PointPrompt centre{{middle, middle}, true};
    core::LowResLogitsPtr logits;
    done = add(timed("click_ms", clicks(), job_, [&](int) {
      auto answer = predictor_->predict(*embedding, {{centre}, {}, {}});
      if (answer) logits = answer->candidates.at(answer->best).logits;
      return outcomeOf(answer);
    }));
    if (!done) return done;
    return add(timed("refine_ms", clicks(), job_, [&](int) {
      const core::PointPrompt edge{{middle * 1.2, middle}, false};
      return outcomeOf(predictor_->predict(*embedding, {{centre, edge}, {}, logits}));
    }));
  }

  /// The same through a session with its prefetch, cache and job queue.
  Result<void> series() {
    const core::QueueDispatcher queue;
    core::SessionOptions options;
    options.prefetchRadius = static_cast<int>(plan_.slices);
    options.hostBudgetBytes = std::size_t{2} << 30U;
    core::Session session(predictor_, queue, options);
    session.open(scan_);
    const auto ready = [&] { return static_cast<std::int64_t>(session.cacheStatus().ready); };
    StageTimes slices{"series_slice_ms", {}};
    session.focus({Axis::Z, plan_.slices / 2});
    for (std::int64_t i = 1; i <= plan_.slices; ++i) {
      job_.report(static_cast<double>(i) / static_cast<double>(plan_.slices), slices.name);
      bool arrived = false;
      slices.milliseconds.push_back(millisecondsOf(
          [&] { arrived = queue.runUntil([&] { return job_.isCancelled() || ready() >= i; }); }));
      if (job_.isCancelled()) return fail(ErrorCode::Cancelled, "stopped");
      if (!arrived) return fail(ErrorCode::Internal, "a slice of the series was not encoded");
    }
    outcome_.stages.push_back(std::move(slices));

    const auto middle = static_cast<double>(plan_.side) / 2;
    auto done = add(timed("hover_ms", clicks(), job_, [&](int round) -> Result<void> {
      const double x = middle * (0.7 + 0.01 * (round % 60));
      session.rest({Axis::Z, (round + 1) % plan_.slices}, {x, middle});
      const auto isOver = [&] { return !session.isHoverPending(); };
      if (!queue.runUntil(isOver) || session.hoverMask() == nullptr) {
        return fail(ErrorCode::Internal, "a cursor that rests was not answered");
      }
      return {};
    }));
    if (!done) return done;
    return add(timed("cache_hit_ms", clicks(), job_, [&](int round) -> Result<void> {
      session.addPoint({Axis::Z, (round + 1) % plan_.slices}, {middle, middle}, true);
      const auto answered = [&] {
        const core::Preview::State state = session.preview().state;
        return state == core::Preview::State::Ready || state == core::Preview::State::Failed;
      };
      if (!queue.runUntil(answered) || session.preview().error) {
        return fail(ErrorCode::Internal, "a click on an encoded slice was not answered");
      }
      return {};
    }));
  }

  /// Reading encoded slices from the disk cache when a study is opened again. The files were just
  /// written, so they are in the page cache, like those of a study that was opened the same day.
  Result<void> diskCache() {
    auto folder = ScratchFolder::make();
    if (!folder) return passOn(folder);
    const auto store = std::make_shared<cache::EmbeddingFolder>(folder->path());
    core::CachingPredictor network(predictor_, store);
    const SliceLayout layout = sliceLayout(scan_.grid, Axis::Z);
    const core::InputMapping mapping = core::volumeRangeMapping(scan_);
    const auto take = [&](std::int64_t slice) {
      return outcomeOf(network.encode(core::renderModelInput(scan_, layout, slice, mapping), job_));
    };
    for (std::int64_t slice = 0; slice < plan_.slices; ++slice) {
      if (auto done = take(slice); !done) return done;
    }
    store->flush();
    auto done = add(timed("disk_hit_ms", clicks(), job_,
                          [&](int round) { return take((round + 1) % plan_.slices); }));
    if (done && network.counts().encoded > static_cast<std::uint64_t>(plan_.slices)) {
      return fail(ErrorCode::WriteFailed,
                  fmt::format("{}: the disk cache did not keep the slices; set TMPDIR to a folder "
                              "with room",
                              folder->path().string()));
    }
    return done;
  }

  Result<void> exportMask() {
    Segmentation mask;
    mask.grid.size = {plan_.side, plan_.side, kExportSlices};
    mask.voxels.resize(static_cast<std::size_t>(mask.grid.size.voxels()));
    for (std::int64_t i = 0; i < mask.grid.size.voxels(); ++i) {
      const std::int64_t x = i % plan_.side, y = i / plan_.side % plan_.side;
      const std::int64_t z = i / (plan_.side * plan_.side);
      if (sampleAt({x, y, z}, plan_.side) >= 120) mask.voxels[static_cast<std::size_t>(i)] = 1;
    }
    mask.labels = {{1, "object", {220, 60, 60}}};

    auto folder = ScratchFolder::make();
    if (!folder) return passOn(folder);
    const core::StudyIo io = makeStudyIo();
    return add(timed("export_ms", std::min(plan_.repeats, kMostExports), job_, [&](int) {
      return outcomeOf(io.write(mask, folder->path() / "mask.nii.gz", job_));
    }));
  }

  [[nodiscard]] int clicks() const { return kClicksPerEncode * plan_.repeats; }

  const BenchPlan& plan_;
  const JobContext& job_;
  BenchOutcome outcome_;
  std::shared_ptr<core::MaskPredictor> predictor_;
  Volume scan_;
};

}  // namespace

Result<BenchOutcome> runBenchStages(const BenchPlan& plan, const JobContext& job) {
  return Bench(plan, job).run();
}

}  // namespace limn::apps
