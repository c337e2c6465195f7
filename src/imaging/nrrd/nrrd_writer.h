// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/imaging/mask_file.h"

#include <cstddef>
#include <vector>

namespace limn::imaging {

/// Whether the label list is written too, in the keys of 3D Slicer's segmentations.
enum class NrrdSegments { No, Yes };

/// A NRRD file of labels (gzip, LPS, doubles in full): uint8 where they fit, else uint16. Several
/// layers are a list axis, the fastest, as 3D Slicer writes them.
[[nodiscard]] Result<std::vector<std::byte>> encodeNrrd(const Masks& masks, NrrdSegments segments);

}  // namespace limn::imaging
