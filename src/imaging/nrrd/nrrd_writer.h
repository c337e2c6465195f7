// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/segmentation.h"

#include <cstddef>
#include <vector>

namespace limn::imaging {

/// Whether the label list is written too, in the keys of 3D Slicer's segmentations.
enum class NrrdSegments { No, Yes };

/// A NRRD file of labels (gzip, LPS, doubles in full): uint8 where they fit, else uint16.
[[nodiscard]] Result<std::vector<std::byte>> encodeNrrd(const Segmentation& segmentation,
                                                        NrrdSegments segments);

}  // namespace limn::imaging
