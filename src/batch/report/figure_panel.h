// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/core/model_input.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace limn::batch {

/// A square part of a picture, which may extend beyond the picture.
struct FigureView {
  double x = 0, y = 0, side = 0;
};
/// The smallest box around both; an empty box is ignored.
[[nodiscard]] PixelBox around(const PixelBox& a, const PixelBox& b);
/// The box with a margin, moved into the picture where possible.
[[nodiscard]] FigureView viewAround(const PixelBox& box, std::int64_t width, std::int64_t height);

/// The picture as an SVG element named "case<index>", for others to use.
[[nodiscard]] std::string imageElement(const core::SlicePicture& picture, std::size_t index);
/// Outlines of two masks, in the page's colours for truth (green) and answer (orange).
[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string outlines(const Mask& truth, const Mask& answer);
[[nodiscard]] std::string panel(const FigureView& view, std::string_view body,
                                std::string_view caption);

}  // namespace limn::batch
