// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/imaging/mask_file.h"
#include "verification.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace limn::imaging {

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
[[nodiscard]] std::string certificateText(const Masks& masks, const CertificateFacts& facts);

/// What a certificate states.
struct Certificate {
  std::uint64_t bytes = 0;
  std::string sha256;
  Grid grid;
  bool formsCopied = false, gridWasCompared = true;
  std::map<LabelId, std::int64_t> voxels;
};
/// Unreadable: not a certificate.
[[nodiscard]] Result<Certificate> parseCertificate(std::string_view text);

}  // namespace limn::imaging
