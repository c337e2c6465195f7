// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>
#include <string>

namespace limn::imaging {

/// A whole text file (a manifest) of up to 1 GiB.
[[nodiscard]] Result<std::string> readDatasetText(const std::filesystem::path& file);

}  // namespace limn::imaging
