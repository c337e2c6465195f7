// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::cache {

/// What an EmbeddingFolder keeps of one series. A folder that does not exist is empty.
struct KeptSeries {
  std::string series;  // name of its folder
  std::uint64_t slices = 0, bytes = 0;
  std::filesystem::file_time_type lastUsed = std::filesystem::file_time_type::min();
};

/// The most recently used series first. Unreadable when the folder cannot be listed.
[[nodiscard]] Result<std::vector<KeptSeries>> listSeries(const std::filesystem::path& folder);

/// Deletes what is kept of `series` (of all when it is empty) and returns how much that was. Other
/// files in the folder stay. WriteFailed when something could not be deleted.
[[nodiscard]] Result<KeptSeries> forgetSeries(const std::filesystem::path& folder,
                                              const std::string& series);

/// Above `limitBytes`: deletes the least recently used series, and within one series the slices,
/// until nine tenths of the limit remain. Also deletes unfinished files of processes that ended.
/// Returns the bytes that remain.
std::uint64_t trimFolder(const std::filesystem::path& folder, std::uint64_t limitBytes);

}  // namespace limn::cache
