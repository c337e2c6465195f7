// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom/dicom_series.h"
#include "limn/base/grid_map.h"
#include "limn/imaging/mask_file.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace limn::imaging {

/// The image that masks belong to, as far as masks need it. Slices along z may lie elsewhere than
/// the grid says (uneven distances, gantry tilt); `sliceOrigins` are their own positions.
struct ReferenceImage {
  Grid grid;
  std::vector<Vec3> sliceOrigins;  // centre of pixel (0, 0), LPS mm; grid.size.z of them
  SourceRef source;
};

/// With the slices where the grid says.
[[nodiscard]] ReferenceImage referenceImage(const Grid& grid, SourceRef source = {});
[[nodiscard]] ReferenceImage referenceImage(const DicomPlan& plan);

/// Whether all slices lie where the grid says, to a twentieth of a voxel.
[[nodiscard]] bool isRegular(const ReferenceImage& image);

/// What a file of masks says of its image. Empty: nothing.
struct ReferenceHint {
  std::set<std::string> seriesUids;
  std::string frameOfReferenceUid;
  std::optional<Grid> grid = {};  // whose voxels are voxels of the image
};

/// The image at `path`: where there are several, the series that the hint names, else the only one
/// of its frame of reference and grid. Mismatch: none fits, several do.
[[nodiscard]] Result<ReferenceImage> findReferenceImage(const std::filesystem::path& path,
                                                        const ReferenceHint& hint,
                                                        const JobContext& job);

/// Whether the voxels of `part` are voxels of the grid `whole`, continued beyond its borders.
[[nodiscard]] bool holdsVoxels(const Grid& whole, const Grid& part);

/// Puts masks on the grid of an image that has all their voxels, for instance those of a DICOM
/// segmentation without its empty frames. Mismatch otherwise.
[[nodiscard]] Result<Masks> placeOnGrid(const Masks& masks, const ReferenceImage& reference,
                                        const std::string& name);

/// The DICOM series that masks were made on, and where its voxels are in them.
struct ReferenceSeries {
  DicomPlan plan;
  GridMap toMasks;  // from a voxel of the series to that of the masks
};

/// At `reference`, else among the files of the masks' source. NotFound, Mismatch, or Unsupported
/// when the series has no UIDs or no place in the patient.
[[nodiscard]] Result<ReferenceSeries> findReferenceSeries(const Masks& masks,
                                                          const std::filesystem::path& reference,
                                                          const JobContext& job);

}  // namespace limn::imaging
