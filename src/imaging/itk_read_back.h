// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// A label file as another reader than ours reads it.
struct ReadBack {
  Grid grid;
  std::size_t layers = 1;
  std::vector<LabelId> voxels;  // those of the layers side by side
  std::string reader;           // its name and version
};

enum class ReadBackFormat { Nifti, Nrrd };

/// Reads with ITK. Only for files that this program has just written: ITK's readers end the process
/// on some foreign ones.
[[nodiscard]] Result<ReadBack> readBackWithItk(const std::filesystem::path& file,
                                               ReadBackFormat format);

}  // namespace limn::imaging
