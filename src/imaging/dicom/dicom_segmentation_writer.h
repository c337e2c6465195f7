// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mask_reference.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// Writes a DICOM SEG of type BINARY (PS3.3 A.51): a frame for each slice of each label with
/// voxels, labels ascending. Patient, study, frame of reference, positions and orientation are
/// those of the series; every instance of it is referenced, and by each frame the one that it lies
/// on. The general code "Tissue" (SNOMED CT 85756007) stands where a label has none. Returns what
/// the format could not keep. Unsupported: no voxel is labelled.
[[nodiscard]] Result<std::vector<std::string>> writeDicomSegmentation(
    const Masks& masks, const ReferenceSeries& series, const std::filesystem::path& file);

}  // namespace limn::imaging
