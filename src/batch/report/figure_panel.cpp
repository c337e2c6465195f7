// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "report/figure_panel.h"

#include "limn/imaging/png_bytes.h"
#include "report/mask_path.h"

#include <fmt/core.h>

#include <algorithm>

namespace limn::batch {

PixelBox around(const PixelBox& a, const PixelBox& b) {
  if (a.isEmpty()) return b;
  if (b.isEmpty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

FigureView viewAround(const PixelBox& box, std::int64_t width, std::int64_t height) {
  constexpr double kSurroundings = 1.5, kLeastSide = 48;
  const auto most = static_cast<double>(std::max(width, height));
  const auto extent = static_cast<double>(std::max(box.x1 - box.x0, box.y1 - box.y0));
  const double side = std::min(most, std::max(kLeastSide, extent * kSurroundings));
  const auto begin = [&](std::int64_t low, std::int64_t high, std::int64_t length) {
    const double room = static_cast<double>(length) - side;
    const double centred = (static_cast<double>(low + high) - side) / 2;
    return room <= 0 ? room / 2 : std::clamp(centred, 0.0, room);
  };
  return {begin(box.x0, box.x1, width), begin(box.y0, box.y1, height), side};
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool isPadding = i + j > bytes.size();
      text += isPadding ? '=' : kLetters[(group >> (18 - 6 * j)) & 63];
    }
  }
  return text;
}

std::string imageElement(const core::SlicePicture& picture, std::size_t index) {
  return fmt::format(
      R"(<image id="case{}" width="{}" height="{}" href="data:image/png;base64,{}"/>)", index,
      picture.width, picture.height,
      base64(imaging::pngBytes(picture.rgb, picture.width, picture.height)));
}

std::string outlines(const Mask& truth, const Mask& answer) {
  return fmt::format(R"(<path class="truth" d="{}"/><path class="answer" d="{}"/>)",
                     maskPath(truth), maskPath(answer));
}

std::string panel(const FigureView& view, std::string_view body, std::string_view caption) {
  return fmt::format(
      R"(<figure><svg class="case" viewBox="{:.2f} {:.2f} {:.2f} {:.2f}" role="img">{}</svg>)"
      R"(<figcaption>{}</figcaption></figure>)",
      view.x, view.y, view.side, view.side, body, caption);
}

}  // namespace limn::batch
