// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mask_reference.h"

#include <filesystem>
#include <string>
#include <vector>

namespace limn::imaging {

/// Whether the file is a DICOM RTSTRUCT.
[[nodiscard]] bool isStructureSet(const std::filesystem::path& file);

/// Fills the contours of a DICOM RTSTRUCT (PS3.3 A.19) on the slices of `reference`, which has the
/// image that they were drawn on: a voxel belongs to a region when its centre lies inside by the
/// even-odd rule over all closed contours of the plane (holes by XOR or by keyhole). A slice
/// between planes takes the nearest one within half the distance of planes. A contour too small to
/// hold the centre of a pixel sets the pixel of its own centre, so that no slice is lost. Regions
/// that overlap are in different layers; a label's value is the region's number. NotFound: no
/// reference; Mismatch: another frame of reference, or all contours outside; Unsupported: contours
/// across the slices; Unreadable: damaged.
[[nodiscard]] Result<Masks> readStructureSet(const std::filesystem::path& file,
                                             const std::filesystem::path& reference,
                                             const JobContext& job);

/// The same on an image that is known already.
[[nodiscard]] Result<Masks> readStructureSet(const std::filesystem::path& file,
                                             const ReferenceImage& image, const JobContext& job);

/// Writes a DICOM RTSTRUCT with a region for each label with voxels, whose number is the label's
/// value. Contours run along the edges of pixels, so that areas are kept; holes are joined by
/// keyholes, and each contour names its image. Implicit little endian, because contour data
/// may take more than the 64 KiB that explicit lengths allow. Returns what the format could not
/// keep.
[[nodiscard]] Result<std::vector<std::string>> writeStructureSet(const Masks& masks,
                                                                 const ReferenceSeries& series,
                                                                 const std::filesystem::path& file);

}  // namespace limn::imaging
