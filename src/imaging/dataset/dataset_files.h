// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace limn::imaging {

/// A whole text file (a manifest) of up to 1 GiB.
[[nodiscard]] Result<std::string> readDatasetText(const std::filesystem::path& file);

[[nodiscard]] std::string lowerCase(std::string_view text);
/// By their suffixes: .nii.gz, .nrrd, ...; .png, .jpg, ...
[[nodiscard]] bool isVolumeName(const std::filesystem::path& path);
[[nodiscard]] bool isPictureName(const std::filesystem::path& path);
/// The file name without the suffix of a volume or picture: "scan" of "a/scan.nii.gz".
[[nodiscard]] std::string imageStem(const std::filesystem::path& path);

}  // namespace limn::imaging
