// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Reading: a DICOM series of 32 slices of 512 x 512, and the same as NIfTI, packed and not.

#include "bench_masks.h"
#include "dicom_builder.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <benchmark/benchmark.h>

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

}  // namespace
}  // namespace limn::bench
