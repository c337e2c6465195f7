// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificate.h"
#include "limn/base/result.h"
#include "limn/imaging/mask_file.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// A whole label file in memory.
struct EncodedLabels {
  MaskFormat format = MaskFormat::Nifti;
  std::vector<std::byte> bytes;
  bool formsCopied = false;
  bool gridStated = true;  // false: other readers may read another grid, or none
  std::vector<std::string> notes;
};
/// For all formats but DICOM. Those other than SegNrrd hold one layer.
[[nodiscard]] Result<EncodedLabels> encodeLabels(const Masks& masks, MaskFormat format);

/// Reads `file` (the encoded labels under a temporary name) with a reader that did not write it,
/// and compares. CheckFailed says what differs.
[[nodiscard]] Result<Verification> verifyLabels(const std::filesystem::path& file,
                                                const Masks& masks, const EncodedLabels& encoded);

}  // namespace limn::imaging
