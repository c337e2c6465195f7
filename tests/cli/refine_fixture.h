// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli_support.h"

#include <fmt/core.h>

namespace limn::test {

/// A batch of three balls with drafts that are too small, and a network of random weights.
class RefineTest : public CliTest {
 protected:
  static constexpr int kCases = 3;

  /// A ball of this radius around the bright one, with the value 1.
  static std::vector<std::uint8_t> draftVoxels(const NiftiShape& shape, int radius) {
    std::vector<std::uint8_t> voxels;
    for (int z = 0; z < shape.size[2]; ++z) {
      for (int y = 0; y < shape.size[1]; ++y) {
        for (int x = 0; x < shape.size[0]; ++x) {
          const int dx = x - 20, dy = y - 16, dz = 3 * (z - 2);
          voxels.push_back(dx * dx + dy * dy + dz * dz <= radius * radius ? 1 : 0);
        }
      }
    }
    return voxels;
  }
  std::string draft(const std::string& name, int radius = 8, const NiftiShape& shape = {}) const {
    const auto voxels = draftVoxels(shape, radius);
    return write(name, niftiBytes(shape, shape.reversed ? reversedOrder(shape, voxels) : voxels));
  }

  void SetUp() override {
    std::string csv = "id,image,draft\n";
    for (int i = 0; i < kCases; ++i) {
      image(fmt::format("scan{}.nii", i));
      draft(fmt::format("draft{}.nii", i), 7 + i);
      csv += fmt::format("c{0},scan{0}.nii,draft{0}.nii\n", i);
    }
    write("list.csv", csv);
  }

  /// `limn refine WHAT -o OUT` with the tiny network.
  [[nodiscard]] ProcessResult refine(const std::string& what, const std::string& out,
                                     std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"refine",  path(what), "-o",     path(out),
                                   "--model", model(),    "--json", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return limn(words);
  }
  [[nodiscard]] std::string fileIn(const std::string& out, const std::string& name) const {
    return readBytes(folder() / out / name);
  }
};

}  // namespace limn::test
