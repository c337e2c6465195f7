// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Reading: a DICOM series of 32 slices of 512 x 512, and the same as NIfTI, packed and not. Masks:
// writing and verifying 20 segments of 512 x 512 x 300 voxels as DICOM, and comparing two masks of
// 512 x 512 x 512.

#include "bench_masks.h"
#include "dicom_builder.h"
#include "limn/batch/label_comparison.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <thread>

namespace limn::bench {
namespace {

constexpr int kSlices = 32;

void readAll(benchmark::State& state, const std::filesystem::path& path) {
  for (auto _ : state) {
    const auto volume = imaging::readVolume(path);
    if (!volume) state.SkipWithError(volume.error().message().c_str());
    benchmark::DoNotOptimize(volume);
  }
  state.SetBytesProcessed(state.iterations() * 2 * kSide * kSide * kSlices);
}

void readDicom(benchmark::State& state) {
  const test::TemporaryFolder folder;
  test::DicomImage image;
  image.columns = image.rows = static_cast<int>(kSide);
  image.intercept = "-1024";
  test::writeSeries(folder.path(), image, kSlices);
  readAll(state, folder.path());
}
BENCHMARK(readDicom)->Unit(benchmark::kMillisecond)->UseRealTime();

void scanDicomFolder(benchmark::State& state) {
  const test::TemporaryFolder folder;
  test::writeSeries(folder.path(), {}, kSlices);
  for (auto _ : state)
    benchmark::DoNotOptimize(imaging::scanStudy(folder.path()).value());
}
BENCHMARK(scanDicomFolder)->Unit(benchmark::kMillisecond)->UseRealTime();

void readNifti(benchmark::State& state) {
  const test::TemporaryFolder folder;
  test::NiftiBuilder builder;
  builder.dim = {3, kSide, kSide, kSlices, 1, 1, 1, 1};
  builder.voxels.resize(2 * kSide * kSide * kSlices);
  for (std::size_t i = 0; i < builder.voxels.size(); i += 2)
    builder.voxels[i] = static_cast<std::byte>(i * 37 % 101);
  builder.write(folder.path() / "scan.nii");
  readAll(state, folder.path() / "scan.nii");
}
BENCHMARK(readNifti)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Ellipsoids beside each other, half as deep as the volume each: 20 organs.
Segmentation organs(const Volume& volume) {
  Segmentation masks{volume.grid, {}, {}, volume.source};
  const Size3 size = volume.grid.size;
  masks.voxels.resize(static_cast<std::size_t>(size.voxels()));
  for (VoxelIndex v; v.z < size.z; ++v.z) {
    for (v.y = 0; v.y < size.y; ++v.y) {
      for (v.x = 0; v.x < size.x; ++v.x) {
        const std::int64_t column = v.x / 103, row = v.y / 128;
        const std::int64_t dx = v.x - column * 103 - 51, dy = v.y - row * 128 - 64;
        const std::int64_t dz = (v.z - size.z / 2) * 60 / (size.z / 4);
        if (dx * dx + dy * dy + dz * dz < 48 * 48)
          masks.voxels[static_cast<std::size_t>(masks.grid.offset(v))] =
              static_cast<LabelId>(1 + column + 5 * row);
      }
    }
  }
  return masks;
}

void writeDicomMasks(benchmark::State& state, const char* name) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "study");
  test::DicomImage image;
  image.columns = image.rows = static_cast<int>(kSide);
  image.frameOfReference = "1.2.3.99";
  test::writeSeries(folder.path() / "study", image, 300);
  const auto masks = organs(*imaging::readVolume(folder.path() / "study"));
  for (auto _ : state) {
    const auto report = imaging::writeSegmentation(masks, folder.path() / name);
    if (!report) state.SkipWithError(report.error().message().c_str());
  }
}
void writeDicomSegmentation(benchmark::State& state) {
  writeDicomMasks(state, "seg.dcm");
}
BENCHMARK(writeDicomSegmentation)->Unit(benchmark::kMillisecond)->UseRealTime();
void writeStructureSet(benchmark::State& state) {
  writeDicomMasks(state, "set.rtstruct.dcm");
}
BENCHMARK(writeStructureSet)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A ball that nearly fills the grid, and one beside it.
void compareMasks(benchmark::State& state) {
  std::vector<Segmentation> balls(2);
  for (std::int64_t shift = 0; shift < 2; ++shift) {
    Segmentation& ball = balls[static_cast<std::size_t>(shift)];
    ball.grid.size = {512, 512, 512};
    ball.grid.spacing = {0.8, 0.8, 1.5};
    ball.voxels.resize(std::size_t{512} * 512 * 512);
    std::size_t i = 0;
    for (std::int64_t z = -256; z < 256; ++z) {
      for (std::int64_t y = -256; y < 256; ++y) {
        for (std::int64_t x = -256; x < 256; ++x, ++i) {
          const std::int64_t dx = x - 3 * shift;
          ball.voxels[i] = dx * dx + y * y + z * z < 240 * 240 ? 1 : 0;
        }
      }
    }
  }
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        batch::compareLabels({balls[0]}, {balls[1]}, {.toleranceMm = 1, .threads = threads}));
  }
}
BENCHMARK(compareMasks)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace limn::bench
