// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstdint>
#include <filesystem>

namespace limn::store {

/// "LIMN": what marks an SQLite file as a case.
inline constexpr std::int32_t kApplicationId = 0x4C494D4E;

/// Looks at the file without a database library, so that what is no case is never touched.
[[nodiscard]] Result<void> probeCase(const std::filesystem::path& file);

/// The write-ahead log that SQLite keeps beside a case while it is open, or after a crash.
[[nodiscard]] std::filesystem::path walOf(const std::filesystem::path& file);
/// Removes what SQLite may have left beside a file that is going to be replaced.
void removeCompanions(const std::filesystem::path& file);

}  // namespace limn::store
