// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "contours.h"
#include "label_list.h"
#include "mask_layers.h"
#include "structure_set.h"
#include "structure_set_contents.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr double kSamePlane = 0.02;  // of a slice distance
constexpr double kMostAskew = 0.25;  // of a slice distance, within a contour
constexpr double kOnEdge = 1e-6;     // of a slice distance

/// The slices of the reference along their normal.
class Slices {
 public:
  explicit Slices(const ReferenceImage& image) : image_(image) {
    for (const Vec3 origin : image.sliceOrigins)
      along_.push_back(dot(origin, normal()));
  }
  [[nodiscard]] Vec3 normal() const { return image_.grid.axes[2]; }
  [[nodiscard]] double spacing() const { return image_.grid.spacing.z; }
  [[nodiscard]] const std::vector<double>& along() const { return along_; }

  /// The points as pixels of a slice.
  [[nodiscard]] std::vector<PixelPoint> onSlice(const Contour& contour, std::size_t slice) const {
    std::vector<PixelPoint> pixels;
    for (const Vec3 point : contour.points) {
      const Vec3 from = point - image_.sliceOrigins[slice];
      pixels.push_back({dot(from, image_.grid.axes[0]) / image_.grid.spacing.x,
                        dot(from, image_.grid.axes[1]) / image_.grid.spacing.y});
    }
    return pixels;
  }

 private:
  const ReferenceImage& image_;
  std::vector<double> along_;
};

/// The contours of a region in one plane.
struct Plane {
  double along = 0;
  std::vector<const Contour*> contours;
};

Result<std::vector<Plane>> planesOf(Region& region, const Slices& slices) {
  for (Contour& contour : region.contours) {
    double least = INFINITY, most = -INFINITY;
    for (const Vec3 point : contour.points) {
      least = std::min(least, dot(point, slices.normal()));
      most = std::max(most, dot(point, slices.normal()));
    }
    if (!(most - least <= kMostAskew * slices.spacing())) {
      return fail(
          ErrorCode::Unsupported,
          fmt::format("a contour of '{}' runs across the slices of its reference ({:.1f} mm "
                      "of {:.1f} mm); give the image whose slices it was drawn on",
                      region.name, most - least, slices.spacing()));
    }
    contour.along = (least + most) / 2;
  }
  std::ranges::stable_sort(region.contours, {}, &Contour::along);
  std::vector<Plane> planes;
  for (const Contour& contour : region.contours) {
    if (planes.empty() || contour.along - planes.back().along > kSamePlane * slices.spacing())
      planes.push_back({contour.along, {}});
    planes.back().contours.push_back(&contour);
  }
  return planes;
}

/// The plane that each slice takes: the nearest within half the distance of planes or of slices,
/// whichever is larger. Of two as near, the upper one.
std::vector<const Plane*> planeOfSlices(const std::vector<Plane>& planes, const Slices& slices) {
  double reach = slices.spacing();
  double least = INFINITY;
  for (std::size_t i = 1; i < planes.size(); ++i)
    least = std::min(least, planes[i].along - planes[i - 1].along);
  if (std::isfinite(least)) reach = std::max(reach, least);
  std::vector<const Plane*> chosen;
  for (const double along : slices.along()) {
    const Plane* best = nullptr;
    for (const Plane& plane : planes) {
      const double off = plane.along - along;
      const bool isNear = off > (-0.5 + kOnEdge) * reach && off <= (0.5 + kOnEdge) * reach;
      if (isNear && (best == nullptr || std::abs(off) <= std::abs(best->along - along)))
        best = &plane;
    }
    chosen.push_back(best);
  }
  return chosen;
}

/// The centre of the points, for contours that hold no centre of a pixel.
PixelPoint centreOf(const std::vector<PixelPoint>& points) {
  PixelPoint sum;
  for (const PixelPoint p : points)
    sum = {sum.x + p.x, sum.y + p.y};
  const auto n = static_cast<double>(points.size());
  return {sum.x / n, sum.y / n};
}

struct Filled {
  std::int64_t pixels = 0;
  std::size_t contours = 0, outside = 0;
};

void fillSlice(const Plane& plane, std::size_t slice, const Slices& slices, Mask& mask,
               Filled& filled) {
  std::vector<PixelPoint> small;
  for (const Contour* contour : plane.contours) {
    const auto points = slices.onSlice(*contour, slice);
    ++filled.contours;
    if (invertInside(mask, points) == 0) small.push_back(centreOf(points));
  }
  for (const PixelPoint p : small) {
    const double x = std::round(p.x), y = std::round(p.y);
    const bool isInside = x >= 0 && y >= 0 && x < static_cast<double>(mask.width()) &&
                          y < static_cast<double>(mask.height());
    if (isInside)
      mask.set(static_cast<std::int64_t>(x), static_cast<std::int64_t>(y));
    else
      ++filled.outside;
  }
}

void addRows(const Mask& mask, LabelId label, std::int64_t slice, LayerBuilder& layers,
             Filled& filled) {
  const PixelBox box = mask.bounds();
  for (std::int64_t y = box.y0; y < box.y1; ++y) {
    for (std::int64_t x = box.x0; x < box.x1;) {
      if (!mask.test(x, y)) {
        ++x;
        continue;
      }
      std::int64_t end = x + 1;
      while (end < box.x1 && mask.test(end, y))
        ++end;
      layers.add(label, x + mask.width() * (y + mask.height() * slice), end - x);
      filled.pixels += end - x;
      x = end;
    }
  }
}

Result<void> checkFrames(const StructureSet& set, const ReferenceImage& image) {
  const std::string& frame = image.source.frameOfReferenceUid;
  for (const Region& region : set.regions) {
    if (region.contours.empty() || frame.empty() || region.frameOfReference.empty()) continue;
    if (region.frameOfReference == frame) continue;
    return fail(
        ErrorCode::Mismatch,
        fmt::format("'{}' is drawn in the frame of reference {}, but {} is in {}; give the "
                    "image that it was drawn on",
                    region.name, region.frameOfReference, image.source.path.string(), frame));
  }
  return {};
}

std::vector<LabelInfo> labelsOfRegions(const StructureSet& set) {
  std::vector<LabelId> ids;
  for (const Region& region : set.regions)
    ids.push_back(region.label);
  std::vector<LabelInfo> labels = listLabels(ids);
  for (const Region& region : set.regions) {
    LabelInfo& label = *std::ranges::find(labels, region.label, &LabelInfo::id);
    if (!region.name.empty()) label.name = region.name;
    label.color = region.colour.value_or(label.color);
  }
  return labels;
}

std::vector<std::string> notesOf(const StructureSet& set, const Filled& filled,
                                 const ReferenceImage& image, std::size_t planesOff) {
  std::vector<std::string> notes = set.labels.notes();
  if (set.open > 0)
    notes.push_back(
        fmt::format("{} contour(s) are points or open lines; they enclose no voxels", set.open));
  if (filled.outside > 0)
    notes.push_back(fmt::format("{} contour(s) lie outside the image", filled.outside));
  if (planesOff > 0)
    notes.push_back(
        fmt::format("{} plane(s) of contours lie between or beyond the slices; each "
                    "slice took the nearest plane",
                    planesOff));
  if (image.source.frameOfReferenceUid.empty() && !set.hint.frameOfReferenceUid.empty())
    notes.emplace_back("the reference names no frame of reference, so it could not be compared");
  return notes;
}

std::size_t countOff(const std::vector<Plane>& planes, const Slices& slices) {
  return static_cast<std::size_t>(std::ranges::count_if(planes, [&](const Plane& plane) {
    return std::ranges::none_of(slices.along(), [&](double along) {
      return std::abs(plane.along - along) <= kSamePlane * slices.spacing();
    });
  }));
}

Result<Masks> fill(StructureSet& set, const ReferenceImage& image, const JobContext& job) {
  if (auto same = checkFrames(set, image); !same) return passOn(same);
  const Slices slices(image);
  LayerBuilder layers(image.grid.size.voxels());
  Filled filled;
  std::size_t planesOff = 0;
  for (Region& region : set.regions) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "reading was stopped");
    auto planes = planesOf(region, slices);
    if (!planes) return passOn(planes);
    planesOff += countOff(*planes, slices);
    const auto chosen = planeOfSlices(*planes, slices);
    for (std::size_t z = 0; z < chosen.size(); ++z) {
      if (chosen[z] == nullptr) continue;
      Mask mask(image.grid.size.x, image.grid.size.y);
      fillSlice(*chosen[z], z, slices, mask, filled);
      addRows(mask, region.label, static_cast<std::int64_t>(z), layers, filled);
    }
  }
  const bool hasContours = std::ranges::any_of(
      set.regions, [](const Region& region) { return !region.contours.empty(); });
  if (hasContours && filled.pixels == 0) {
    return fail(ErrorCode::Mismatch,
                fmt::format("all of its contours lie outside the image {}; give the image that "
                            "they were drawn on",
                            image.source.path.string()));
  }
  Masks masks = masksOf(image.grid, image.source, layers.finish(), labelsOfRegions(set));
  for (const Region& region : set.regions) {
    if (!region.type.value.empty()) masks.codes[region.label].type = region.type;
  }
  masks.notes = notesOf(set, filled, image, planesOff);
  return masks;
}

}  // namespace

Result<Masks> readStructureSet(const fs::path& file, const ReferenceImage& image,
                               const JobContext& job) {
  auto set = readStructureSetContents(file);
  auto masks = set ? fill(*set, image, job) : Result<Masks>(passOn(set));
  if (masks) return masks;
  Error error = std::move(masks.error());
  error.detail = fmt::format("{}: {}", file.string(), error.detail);
  return tl::unexpected<Error>(std::move(error));
}

Result<Masks> readStructureSet(const fs::path& file, const fs::path& reference,
                               const JobContext& job) {
  if (reference.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds contours without a grid; give the image that they were drawn "
                            "on with --reference",
                            file.string()));
  }
  auto set = readStructureSetContents(file);
  if (!set) return passOn(set, file.string());
  auto image = findReferenceImage(reference, set->hint, job);
  if (!image) return passOn(image, file.string());
  return readStructureSet(file, *image, job);
}

}  // namespace limn::imaging
