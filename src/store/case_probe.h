// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>

namespace limn::store {

/// "LIMN": the application id of SQLite files that are cases.
inline constexpr std::int32_t kApplicationId = 0x4C494D4E;

/// Checks the file without SQLite, so that a file that is not a case is never changed.
[[nodiscard]] Result<void> probeCase(const std::filesystem::path& file);

/// The write-ahead log that SQLite keeps beside a case while it is open, or after a crash.
[[nodiscard]] std::filesystem::path walOf(const std::filesystem::path& file);
/// Removes the log files of SQLite beside a file that is going to be replaced.
void removeCompanions(const std::filesystem::path& file);

}  // namespace limn::store
