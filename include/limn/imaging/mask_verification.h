// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// What was found to hold, in sentences for people.
struct MaskVerification {
  std::filesystem::path file;
  std::vector<std::string> held;
};

/// Repeats the checks of the certificate `<file>.json` that writeMasks() wrote: size and SHA-256 of
/// the file, its labels and their voxels, its grid, and for NIfTI and NRRD the second reader. Needs
/// nothing but the two files. NotFound: no certificate; Unreadable: damaged; CheckFailed: the first
/// thing that does not hold.
[[nodiscard]] Result<MaskVerification> verifyMaskFile(const std::filesystem::path& file,
                                                      const JobContext& job = {});

}  // namespace limn::imaging
