// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace limn::batch {

/// What is known about one input of a batch. Both are ContentHash::hex().
struct InputHash {
  std::string content;  // of all bytes, and of the names inside a folder
  std::string state;    // of the paths, sizes, times and inodes of the files when they were read

  bool operator==(const InputHash&) const = default;
};

/// Hashes an input: a file, a header together with the voxel files that it names, or all files in a
/// folder and below it. `content` depends neither on the path nor on the time, so a copy has the
/// same. When the state is still that of `known`, its content is taken and no file is read; give
/// an empty `known` to read in any case. An input that cannot be read gets an empty state.
[[nodiscard]] InputHash hashInput(const std::filesystem::path& input, const InputHash& known);

}  // namespace limn::batch
