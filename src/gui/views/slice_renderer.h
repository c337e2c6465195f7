// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/image_view.h"
#include "limn/base/volume.h"

#include <QImage>
#include <cstdint>
#include <vector>

namespace limn::gui {

/// What makes grey levels of values.
struct GreyScale {
  Window window;
  bool inverted = false;
  bool operator==(const GreyScale&) const = default;
};

/// Turns slices into pictures for the screen. Keeps the lookup table of the last scale, so that
/// 8- and 16-bit slices cost one table look-up a pixel.
class SliceRenderer {
 public:
  /// Grey or RGB, opaque, one image pixel per slice pixel.
  [[nodiscard]] QImage render(const ImageView& slice, const GreyScale& scale);

 private:
  void prepareTable(PixelType type, const GreyScale& scale);

  std::vector<std::uint8_t> table_;
  PixelType tableType_ = PixelType::UInt8;
  GreyScale tableScale_;
};

}  // namespace limn::gui
