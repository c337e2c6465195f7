// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/run_process.h"
#include "support/temporary_folder.h"
#include "support/test_paths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limn::test {

/// Size and place of a small NIfTI file: RAS axes of `spacing`, or x and y reversed (LPS order).
struct NiftiShape {
  std::array<std::int16_t, 3> size{48, 40, 6};
  std::array<float, 3> spacing{1.5F, 2, 3};
  std::array<float, 3> origin{-10.25F, 20, 5};  // RAS, centre of voxel 0 of the unreversed grid
  bool reversed = false;

  [[nodiscard]] std::size_t voxels() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
};

/// A NIfTI-1 file of uint8, byte by byte, with odd but legal sform and qform.
[[nodiscard]] std::string niftiBytes(const NiftiShape& shape,
                                     const std::vector<std::uint8_t>& voxels);
/// A bright ball in a dark volume with a slope, in the order of the unreversed grid.
[[nodiscard]] std::vector<std::uint8_t> ballVoxels(const NiftiShape& shape);
/// The same voxels in the order of a grid whose x and y axes are reversed.
[[nodiscard]] std::vector<std::uint8_t> reversedOrder(const NiftiShape& shape,
                                                      const std::vector<std::uint8_t>& voxels);

[[nodiscard]] std::string readBytes(const std::filesystem::path& file);
void writeBytes(const std::filesystem::path& file, const std::string& bytes);
/// Every file under `folder` with its content.
[[nodiscard]] std::map<std::string, std::string> contents(const std::filesystem::path& folder);

/// Runs the real program in an empty folder. `image()` is a scan, `model()` a tiny network.
class CliTest : public ::testing::Test {
 protected:
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder() / name).string();
  }
  std::string write(const std::string& name, const std::string& bytes) const;
  std::string image(const std::string& name = "scan.nii", const NiftiShape& shape = {}) const;
  /// Weights from a formula, made once for all tests; their masks have no meaning.
  [[nodiscard]] static std::string model();
  /// A tiny focus network; its masks are of nothing in particular either, but obey clicks.
  [[nodiscard]] static std::string focus();

  [[nodiscard]] static ProcessResult limn(std::vector<std::string> arguments,
                                          ProcessOptions options = {});
  /// The document on stdout; fails the test when it is not exactly one.
  [[nodiscard]] static nlohmann::json parse(const ProcessResult& result);

 private:
  TemporaryFolder folder_;
};

}  // namespace limn::test
