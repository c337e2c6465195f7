// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/slice_layout.h"
#include "limn/base/volume.h"
#include "limn/core/segmentation_document.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace limn::core {

class WriteRule;

/// What a brush reaches and what it leaves alone.
struct Brush {
  enum class Shape { Disc, Sphere } shape = Shape::Disc;  // on the slice alone, or in the volume
  double radius = 5;                     // mm; voxels where the grid has no millimetres
  std::optional<ValueRange> range = {};  // only voxels with a value from minimum to maximum
  Overlap overlap = Overlap::KeepOthers;
};

/// The pixels that a brush reaches on its slice when it stands on `centre` (pixel centres at
/// integers): those whose centres are within the radius, and the one under it. Round in millimetres
/// whatever the spacing. Pixel (x, y) of `mask` is pixel (x0 + x, y0 + y) of the slice picture; not
/// cut at its edges.
struct Footprint {
  std::int64_t x0 = 0, y0 = 0;
  Mask mask;
};
[[nodiscard]] Footprint brushFootprint(const SliceLayout& layout, double radius, PixelPoint centre);

/// The smallest and the largest value under a footprint, where it lies on the slice.
[[nodiscard]] std::optional<ValueRange> valuesUnder(const Volume& volume, SliceRef slice,
                                                    const Footprint& footprint);

/// A stroke that is being drawn: which voxels the brush has reached so far. Nothing is changed
/// until its runs are given to the document.
class BrushStroke {
 public:
  enum class Mode { Paint, Erase };

  /// On `slice`, for the label `label` of `labels`.
  BrushStroke(const Volume& volume, const std::vector<LabelInfo>& labels, SliceRef slice,
              LabelId label, Mode mode, const Brush& brush);

  /// Moves the brush straight to a pixel centre, from where it was; the first call sets it down.
  /// What it reaches is every voxel within the radius of the way. The pixels of the slice among
  /// which all new ones are.
  PixelBox moveTo(PixelPoint centre);

  [[nodiscard]] SliceRef slice() const { return slice_; }
  [[nodiscard]] LabelId label() const { return label_; }
  [[nodiscard]] Mode mode() const { return mode_; }
  [[nodiscard]] const Brush& brush() const { return brush_; }
  /// The label that pixel (x, y) of the slice will have; it has `before` now.
  [[nodiscard]] LabelId after(std::int64_t x, std::int64_t y, LabelId before) const;
  /// For SegmentationDocument::edit(), in storage order.
  [[nodiscard]] std::vector<WantedRun> wanted() const;

 private:
  struct Way {
    PixelPoint from, to;
  };
  void reach(std::int64_t slice, const Way& way, double radius);
  void touch(Mask& touched, const ImageView& image, std::int64_t x, std::int64_t y) const;
  void touchLine(const Way& way);

  Volume volume_;
  SliceRef slice_;
  SliceLayout layout_;
  LabelId label_;
  Mode mode_;
  Brush brush_;
  std::shared_ptr<const WriteRule> rule_;
  std::optional<PixelPoint> at_;
  std::map<std::int64_t, Mask> touched_;  // by slice
};

/// The pixels of a slice as runs in storage order that want `label`; 0 takes them.
[[nodiscard]] std::vector<WantedRun> wantedOn(const Grid& grid, SliceRef slice, const Mask& mask,
                                              LabelId label);
/// The pixels whose centres are inside of a closed polygon by the even-odd rule.
[[nodiscard]] Mask polygonMask(std::int64_t width, std::int64_t height,
                               const std::vector<PixelPoint>& corners);

}  // namespace limn::core
