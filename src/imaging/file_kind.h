// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <filesystem>

namespace limn::imaging {

/// The kind of a file by its first bytes; by its suffix only where these do not identify it.
enum class FileKind { Dicom, Nifti, NiftiVoxels, Nrrd, MetaImage, Mgh, Picture, Unknown };

/// Unexpected when the file cannot be opened or is empty.
[[nodiscard]] Result<FileKind> kindOf(const std::filesystem::path& file);

}  // namespace limn::imaging
