// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/png_bytes.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cassert>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace limn::imaging {

std::string pngBytes(std::span<const std::uint8_t> rgb, std::int64_t width, std::int64_t height) {
  assert(rgb.size() == static_cast<std::size_t>(3 * width * height));
  cv::Mat colour(static_cast<int>(height), static_cast<int>(width), CV_8UC3);
  cv::Mat grey(colour.rows, colour.cols, CV_8UC1);
  bool isGrey = true;
  for (std::size_t i = 0; 3 * i < rgb.size(); ++i) {
    const std::uint8_t r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
    colour.data[3 * i] = b;  // OpenCV's order is blue, green, red
    colour.data[3 * i + 1] = g;
    colour.data[3 * i + 2] = r;
    grey.data[i] = r;
    isGrey = isGrey && r == g && r == b;
  }
  std::vector<unsigned char> packed;
  if (!cv::imencode(".png", isGrey ? grey : colour, packed, {cv::IMWRITE_PNG_COMPRESSION, 9})) {
    throw std::runtime_error("the PNG encoder refused the picture");
  }
  return {packed.begin(), packed.end()};
}

}  // namespace limn::imaging
