// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace limn::imaging {

/// PNG, JPEG and BMP as volumes of one slice: grey of 8 or 16 bits, or RGB of 8 bits, without
/// calibration. Alpha is dropped.
[[nodiscard]] Result<std::vector<SeriesSummary>> scanPicture(const std::filesystem::path& file);
[[nodiscard]] Result<Volume> readPicture(const SeriesSummary& series, const JobContext& job);

/// A grey picture of label values, 8 bits a pixel where they fit, else 16. `voxels` is width x
/// height.
[[nodiscard]] Result<std::vector<std::byte>> encodePng(std::span<const LabelId> voxels,
                                                       std::int64_t width, std::int64_t height);

}  // namespace limn::imaging
