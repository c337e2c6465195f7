// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/content_hash.h"
#include "limn/base/result.h"

#include <filesystem>

namespace limn {

/// The ContentHash of all bytes of a file; the path does not count. NotFound, Unreadable.
[[nodiscard]] Result<ContentHash::Value> fileHash(const std::filesystem::path& file);

}  // namespace limn
