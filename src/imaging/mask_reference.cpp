// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mask_reference.h"

#include "limn/imaging/study_reader.h"
#include "mask_layers.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr double kOffTolerance = 0.05;  // of a voxel

Result<ReferenceImage> imageOf(const SeriesSummary& series, const JobContext& job) {
  ReferenceImage image;
  if (series.format == "dicom") {
    auto plan = planDicomSeries(series, job);
    if (!plan) return passOn(plan);
    image = referenceImage(*plan);
  } else {
    auto volume = readSeries(series, job);
    if (!volume) return passOn(volume);
    image = referenceImage(volume->grid, volume->source);
  }
  image.source.path = series.path;
  if (hasDirections(image.grid.calibration)) return image;
  return fail(ErrorCode::Unsupported,
              fmt::format("{} has no position in the patient, so masks cannot be placed on it",
                          series.path.string()));
}

VoxelPoint voxelIn(const Grid& to, const Grid& from, VoxelIndex v) {
  return to.toVoxel(
      from.toWorld({static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)}));
}

tl::unexpected<Error> noneFits(const fs::path& path, const ReferenceHint& hint, std::size_t found) {
  return fail(
      ErrorCode::Mismatch,
      fmt::format("{} of the images in {} fit(s) the masks; expected exactly one of the series {} "
                  "in the frame of reference {}: give its folder or file with --reference",
                  found, path.string(),
                  hint.seriesUids.empty() ? "(not named)" : *hint.seriesUids.begin(),
                  hint.frameOfReferenceUid.empty() ? "(not named)" : hint.frameOfReferenceUid));
}

/// Whether both are named and different.
bool differ(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

Result<void> checkSeries(const DicomPlan& plan) {
  const DicomHeader& first = plan.header(0);
  const auto require = [&](bool is, const char* what) -> Result<void> {
    if (is) return {};
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: the series has {}; a DICOM file of masks must refer to it",
                            first.path.string(), what));
  };
  if (auto ok = require(hasDirections(plan.volume.grid.calibration), "no position in the patient");
      !ok)
    return ok;
  if (auto ok = require(!first.studyInstanceUid.empty() && !first.seriesInstanceUid.empty(),
                        "no UID of its study or series");
      !ok)
    return ok;
  if (auto ok = require(!first.frameOfReferenceUid.empty(), "no frame of reference UID"); !ok)
    return ok;
  for (std::int64_t z = 0; z < plan.volume.grid.size.z; ++z) {
    const DicomHeader& header = plan.header(z);
    if (auto ok = require(!header.sopClassUid.empty() && !header.sopInstanceUid.empty(),
                          "an image without SOP class or instance UID");
        !ok)
      return ok;
    if (auto ok = require(header.frameOfReferenceUid == first.frameOfReferenceUid,
                          "several frames of reference");
        !ok)
      return ok;
  }
  return {};
}

Result<std::vector<SeriesSummary>> seriesFor(const Masks& masks, const fs::path& reference,
                                             const JobContext& job) {
  const SourceRef& source = masks.layers.front().source;
  if (!reference.empty()) {
    auto scan = scanStudy(reference, job);
    if (!scan) return passOn(scan);
    return std::move(scan->series);
  }
  const bool isFromSeries = source.format == "dicom" && !source.files.empty();
  if (!isFromSeries) {
    return fail(ErrorCode::NotFound,
                "a DICOM file of masks needs the DICOM series that they were made on; give its "
                "folder with --reference");
  }
  auto scan = scanDicomFiles(source.path, source.files, job);
  if (!scan) return passOn(scan);
  return std::move(scan->series);
}

}  // namespace

bool holdsVoxels(const Grid& whole, const Grid& part) {
  if (!hasDirections(whole.calibration) || !hasDirections(part.calibration)) return false;
  for (int corner = 0; corner < 8; ++corner) {
    const VoxelPoint exact =
        voxelIn(whole, part,
                {(corner & 1) != 0 ? part.size.x - 1 : 0, (corner & 2) != 0 ? part.size.y - 1 : 0,
                 (corner & 4) != 0 ? part.size.z - 1 : 0});
    const VoxelIndex near = Grid::nearest(exact);
    for (const double off :
         {exact.x - static_cast<double>(near.x), exact.y - static_cast<double>(near.y),
          exact.z - static_cast<double>(near.z)}) {
      if (!(std::abs(off) <= kOffTolerance)) return false;
    }
  }
  for (int axis = 0; axis < 3; ++axis) {  // else neighbours could fall on one voxel
    if (part.size[axis] == 1) continue;
    const VoxelPoint zero = voxelIn(whole, part, {});
    const VoxelPoint one =
        voxelIn(whole, part, {axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0});
    const double step =
        std::abs(one.x - zero.x) + std::abs(one.y - zero.y) + std::abs(one.z - zero.z);
    if (std::abs(step - 1) > kOffTolerance) return false;
  }
  return true;
}

ReferenceImage referenceImage(const Grid& grid, SourceRef source) {
  ReferenceImage image{grid, {}, std::move(source)};
  for (std::int64_t z = 0; z < grid.size.z; ++z) {
    const WorldPoint p = grid.toWorld({0, 0, static_cast<double>(z)});
    image.sliceOrigins.push_back({p.x, p.y, p.z});
  }
  return image;
}

ReferenceImage referenceImage(const DicomPlan& plan) {
  ReferenceImage image{plan.volume.grid, {}, sourceOf(plan)};
  for (std::int64_t z = 0; z < image.grid.size.z; ++z)
    image.sliceOrigins.push_back(plan.frame(z).position.value_or(Vec3{}));
  return image;
}

bool isRegular(const ReferenceImage& image) {
  for (std::size_t z = 0; z < image.sliceOrigins.size(); ++z) {
    const Vec3 origin = image.sliceOrigins[z];
    const VoxelPoint at = image.grid.toVoxel({origin.x, origin.y, origin.z});
    const double off =
        std::max({std::abs(at.x), std::abs(at.y), std::abs(at.z - static_cast<double>(z))});
    if (!(off <= kOffTolerance)) return false;
  }
  return true;
}

Result<ReferenceImage> findReferenceImage(const fs::path& path, const ReferenceHint& hint,
                                          const JobContext& job) {
  auto scan = scanStudy(path, job);
  if (!scan) return passOn(scan);
  const auto isNamed = [&](const SeriesSummary& s) {
    return hint.seriesUids.contains(s.seriesInstanceUid);
  };
  std::vector<SeriesSummary>& series = scan->series;
  if (std::ranges::any_of(series, isNamed))
    std::erase_if(series, [&](const SeriesSummary& s) { return !isNamed(s); });
  std::vector<ReferenceImage> fitting;
  for (const SeriesSummary& one : series) {
    auto image = imageOf(one, job);
    if (!image && series.size() == 1) return image;
    if (!image) continue;
    const std::string& frame = image->source.frameOfReferenceUid;
    const bool isElsewhere =
        series.size() > 1 && hint.grid && !holdsVoxels(image->grid, *hint.grid);
    if (isElsewhere) continue;
    if (!differ(frame, hint.frameOfReferenceUid)) {
      fitting.push_back(std::move(*image));
    } else if (series.size() == 1) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("the masks are in the frame of reference {}, but {} is in {}; give "
                              "the image that they were made on",
                              hint.frameOfReferenceUid, path.string(), frame));
    }
  }
  if (fitting.size() != 1) return noneFits(path, hint, fitting.size());
  return std::move(fitting.front());
}

Result<Masks> placeOnGrid(const Masks& masks, const ReferenceImage& reference,
                          const std::string& name) {
  const Segmentation& first = masks.layers.front();
  const Grid& from = first.grid;
  const Grid& to = reference.grid;
  const auto mismatch = [&] {
    return fail(ErrorCode::Mismatch,
                fmt::format("the voxels of {} are not voxels of its reference: {} against {}; "
                            "resample one of them first",
                            name, describeGrid(from), describeGrid(to)));
  };
  if (!holdsVoxels(to, from)) return mismatch();
  std::vector<std::vector<LabelId>> layers;
  for (const Segmentation& layer : masks.layers) {
    std::vector<LabelId> voxels(static_cast<std::size_t>(to.size.voxels()));
    const LabelId* label = layer.voxels.data();
    for (VoxelIndex v; v.z < from.size.z; ++v.z) {
      for (v.y = 0; v.y < from.size.y; ++v.y) {
        for (v.x = 0; v.x < from.size.x; ++v.x, ++label) {
          if (*label == 0) continue;
          const VoxelIndex there = Grid::nearest(voxelIn(to, from, v));
          if (!to.contains(there)) return mismatch();
          voxels[static_cast<std::size_t>(to.offset(there))] = *label;
        }
      }
    }
    layers.push_back(std::move(voxels));
  }
  Masks placed = masksOf(to, reference.source, std::move(layers), labelsOf(masks));
  placed.codes = masks.codes;
  placed.notes = masks.notes;
  return placed;
}

Result<ReferenceSeries> findReferenceSeries(const Masks& masks, const fs::path& reference,
                                            const JobContext& job) {
  auto series = seriesFor(masks, reference, job);
  if (!series) return passOn(series);
  const SourceRef& source = masks.layers.front().source;
  std::optional<Error> first;
  for (const SeriesSummary& one : *series) {
    if (one.format != "dicom" || !one.geometryFault.empty()) continue;
    if (reference.empty() && one.seriesInstanceUid != source.seriesInstanceUid) continue;
    auto plan = planDicomSeries(one, job);
    if (!plan) return passOn(plan);
    auto map = mapGrid(plan->volume.grid, one.description, masks.layers.front().grid, "the masks");
    if (!map) {
      if (!first) first = std::move(map.error());
      continue;
    }
    if (differ(plan->header(0).frameOfReferenceUid, source.frameOfReferenceUid)) {
      return fail(ErrorCode::Mismatch,
                  fmt::format("the masks are in the frame of reference {}, but {} is in {}",
                              source.frameOfReferenceUid, one.path.string(),
                              plan->header(0).frameOfReferenceUid));
    }
    if (auto ok = checkSeries(*plan); !ok) return passOn(ok);
    return ReferenceSeries{std::move(*plan), *map};
  }
  if (first) return tl::unexpected<Error>(std::move(*first));
  return fail(ErrorCode::NotFound,
              fmt::format("{} has no DICOM series with a position in the patient; give the folder "
                          "of the series that the masks were made on with --reference",
                          (reference.empty() ? source.path : reference).string()));
}

}  // namespace limn::imaging
