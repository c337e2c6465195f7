// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
//
// NIfTI from anywhere: whatever is read must be a sound volume.
#include "nifti/nifti_reader.h"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

/// One name for each process, in memory where there is such a folder.
std::filesystem::path inputFile() {
  const std::filesystem::path memory = "/dev/shm";
  const auto folder =
      std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  return folder / ("limn-nifti-fuzz-" + std::to_string(getpid()) + ".nii");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path file = inputFile();
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto series = limn::imaging::scanNifti(file);
  if (!series) return 0;
  const auto volume = limn::imaging::readNifti(series->back(), {});
  if (volume && !volume->grid.check()) std::abort();
  return 0;
}
