// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/segmentation.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limn::imaging {

/// The result of reading a written file back.
struct Verification {
  std::string reader;
  std::int64_t differentVoxels = 0;
  std::optional<double> gridDistanceMm;  // nothing where the format or the forms state no grid
};

struct CertificateFacts {
  std::filesystem::path file;
  std::span<const std::byte> bytes;  // of the file
  bool formsCopied = false;          // NIfTI only
  Verification verification;
  std::vector<std::string> notes;
};

/// The text of `<file>.json`: name, size and SHA-256 of the file, grid, voxels of each label, and
/// the verification. Without millimetres, volumes or directions that the calibration of the grid
/// does not give. Contains neither folders nor data of the patient.
[[nodiscard]] std::string certificateText(const Segmentation& segmentation,
                                          const CertificateFacts& facts);

}  // namespace limn::imaging
