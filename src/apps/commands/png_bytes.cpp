// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "png_bytes.h"

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace limn::apps {
namespace {

std::string bigEndian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> shift) & 0xFF);
  return bytes;
}

const Bytef* zlibBytes(const std::string& bytes) {
  return reinterpret_cast<const Bytef*>(bytes.data());
}

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const auto crc = crc32(0, zlibBytes(body), static_cast<uInt>(body.size()));
  return bigEndian(static_cast<std::uint32_t>(data.size())) + body +
         bigEndian(static_cast<std::uint32_t>(crc));
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  const int result = compress2(reinterpret_cast<Bytef*>(out.data()), &size, zlibBytes(bytes),
                               static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
  if (result != Z_OK) throw std::bad_alloc();  // the only way to fail with a large enough target
  out.resize(size);
  return out;
}

bool isGrey(const core::SlicePicture& picture) {
  for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
    if (picture.rgb[i] != picture.rgb[i + 1] || picture.rgb[i] != picture.rgb[i + 2]) return false;
  }
  return true;
}

/// Rows as PNG wants them: each begins with its filter. "Sub" (1) stores differences to the pixel
/// on the left.
std::string filteredRows(const core::SlicePicture& picture, std::size_t channels) {
  constexpr char kSub = 1;
  const auto width = static_cast<std::size_t>(picture.width);
  std::string rows;
  for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
    rows += kSub;
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < channels; ++c) {
        const std::size_t at = 3 * (y * width + x) + c;
        const int left = x == 0 ? 0 : picture.rgb[at - 3];
        rows += static_cast<char>(picture.rgb[at] - left);
      }
    }
  }
  return rows;
}

}  // namespace

std::string pngBytes(const core::SlicePicture& picture) {
  const bool grey = isGrey(picture);
  std::string heading = bigEndian(static_cast<std::uint32_t>(picture.width)) +
                        bigEndian(static_cast<std::uint32_t>(picture.height));
  heading += '\x08';                  // bits per sample
  heading += grey ? '\x00' : '\x02';  // grey or RGB
  heading.append(3, '\0');            // deflate, adaptive filters, not interlaced
  return std::string("\x89PNG\r\n\x1A\n") + chunk("IHDR", heading) +
         chunk("IDAT", deflated(filteredRows(picture, grey ? 1 : 3))) + chunk("IEND", "");
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

}  // namespace limn::apps
