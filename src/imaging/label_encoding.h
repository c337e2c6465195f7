// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "certificate.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// The file formats of label volumes, chosen by the suffix of the name.
enum class LabelFormat { Nifti, NiftiGzip, Nrrd, SegNrrd, Png };
/// Unsupported names the suffixes that exist.
[[nodiscard]] Result<LabelFormat> labelFormatOf(const std::filesystem::path& file);

/// A whole label file in memory.
struct EncodedLabels {
  LabelFormat format = LabelFormat::Nifti;
  std::vector<std::byte> bytes;
  bool formsCopied = false;
  bool gridStated = true;  // false: other readers may read another grid, or none
  std::vector<std::string> notes;
};
[[nodiscard]] Result<EncodedLabels> encodeLabels(const Segmentation& segmentation,
                                                 LabelFormat format);

/// Reads `file` (the encoded labels under a temporary name) with a reader that did not write it,
/// and compares. CheckFailed says what differs.
[[nodiscard]] Result<Verification> verifyLabels(const std::filesystem::path& file,
                                                const Segmentation& segmentation,
                                                const EncodedLabels& encoded);

}  // namespace limn::imaging
