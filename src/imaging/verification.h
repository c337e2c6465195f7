// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/imaging/mask_file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace limn::imaging {

/// The result of reading a written file back.
struct Verification {
  std::string reader;
  std::int64_t differentVoxels = 0;
  std::optional<double> gridDistanceMm;  // nothing where the format or the forms state no grid
};

/// CheckFailed with what reading back gave instead.
[[nodiscard]] tl::unexpected<Error> readBackDiffers(const std::filesystem::path& file,
                                                    const std::string& what);
/// Passes a verification on unless voxels differ or the grid is farther away than rounding is.
[[nodiscard]] Result<Verification> checkVerification(const std::filesystem::path& file,
                                                     Verification verification, const Grid& grid);

/// Compares masks label by label at the same places in the patient, where the grid of `back` may
/// be a part of the other with another order of axes. The grid distance is that of the corners of
/// `back` from the voxels they belong to.
[[nodiscard]] Verification compareMasks(const Masks& written, const Masks& back,
                                        std::string reader);

/// Voxels of each label that has some, over all layers.
[[nodiscard]] std::map<LabelId, std::int64_t> labelCounts(const Masks& masks);

}  // namespace limn::imaging
