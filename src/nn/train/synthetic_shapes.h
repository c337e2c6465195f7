// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/tissue_map.h"

#include <optional>
#include <vector>

namespace limn::nn {

/// The whole picture in `regions` smooth parts.
void drawPartition(TissueMap& map, std::int64_t regions);

/// A body in dark air: outline, rims (skin, fat, skull) and a partition inside. Returns the
/// outline.
TissueMap::Blob drawBody(TissueMap& map);

/// Organs and lesions: blobs with log-uniform radii, some rings, some with holes.
struct BlobCrowd {
  std::int64_t count = 10;
  double smallest = 5, largest = 90;  // radius at 256
  double newTissue = 0.5;             // chance that a blob is of a tissue of its own
  std::optional<double> mirror = {};  // x of the axis of symmetry, pixels
};
void drawBlobs(TissueMap& map, const BlobCrowd& crowd);

/// Bright shells around marrow.
void drawBones(TissueMap& map, std::int64_t count);

/// A row of boxes with discs between them, and a canal beside it.
void drawSpine(TissueMap& map);

/// New tissues between the depths where a field [S, S] in pixels passes from one layer to the next.
void drawLayers(TissueMap& map, const at::Tensor& depth, const std::vector<double>& thicknesses);

/// Depth under a wavy surface, pixels, for drawLayers(): retina, skin, fascia.
[[nodiscard]] at::Tensor wavyDepth(TissueMap& map);

/// Layers around a lumen: vessel wall, gut.
void drawWall(TissueMap& map);

}  // namespace limn::nn
