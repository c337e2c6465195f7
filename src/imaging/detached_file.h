// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>
#include <string>

namespace limn::imaging {

/// The voxel file that a header names. It must be in the folder of the header or below, after links
/// are resolved. NotFound, or Unsupported when it is outside.
[[nodiscard]] Result<std::filesystem::path> insideFolder(const std::filesystem::path& header,
                                                         const std::string& name);

}  // namespace limn::imaging
