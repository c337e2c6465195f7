// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <cstddef>
#include <string>
#include <vector>

namespace limn::imaging {

/// A NIfTI-1 single file, uncompressed.
struct EncodedNifti {
  std::vector<std::byte> bytes;
  /// pixdim, forms and units are the source's own bytes; else they were derived from the grid.
  bool formsCopied = false;
  /// Every reader takes the same grid from the forms, see NiftiGeometry::ambiguous.
  bool formsUnambiguous = true;
  std::vector<std::string> notes;
};

/// Labels as uint8 where they fit, else uint16; little endian. The grid must be valid and
/// `voxels` as long as it says. Unsupported when an axis is longer than NIfTI-1 can state.
[[nodiscard]] Result<EncodedNifti> encodeNifti(const Segmentation& segmentation);

}  // namespace limn::imaging
