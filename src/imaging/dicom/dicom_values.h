// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "dicom_pixels.h"
#include "limn/base/image_view.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace limn::imaging {

/// The values of one or more frames: extent, and whether all are whole numbers.
struct ValueSpan {
  double least = 0, most = 0;
  bool isWhole = true;
  [[nodiscard]] ValueSpan merged(const ValueSpan& other) const;
  /// Int16 when it holds them all, else UInt16, else Float32.
  [[nodiscard]] PixelType pixelType() const;
};

/// Real values of grey frames: bits masked and sign-extended, the modality table or the frame's own
/// slope and intercept applied. MONOCHROME1 (small is bright) is inverted within the range of
/// the stored bits first, so that in every volume bright is large: stored s becomes
/// lowest + highest - s, and `Window` is inverted, too.
class GreyMapping {
 public:
  GreyMapping(const DicomHeader& header, const DicomFrame& frame);

  /// Whether slope and intercept make whole numbers of whole numbers.
  [[nodiscard]] bool keepsWholeNumbers() const;
  [[nodiscard]] ValueSpan span(const StoredFrame& stored) const;
  /// `to` holds as many cells of `type` as the frame has samples.
  void convert(const StoredFrame& stored, PixelType type, std::byte* to) const;
  [[nodiscard]] Window window(const Window& fromFile) const;

 private:
  template <class Out>
  void convertTo(const StoredFrame& stored, Out* to) const;
  double slope_ = 1, intercept_ = 0;
  bool isInverted_ = false;
  double turn_ = 0;  // lowest + highest stored value
  std::shared_ptr<const DicomTable> table_;
};

/// Stored values, masked and sign-extended, before anything else.
[[nodiscard]] std::vector<std::int64_t> storedValues(const StoredFrame& stored);

/// Three bytes a pixel from RGB, YBR_FULL or a palette; deeper samples keep their upper 8 bits.
void convertToRgb(const StoredFrame& stored, const DicomHeader& header, std::byte* to);

}  // namespace limn::imaging
