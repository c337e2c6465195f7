// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "picture_check.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace limn::imaging {
namespace {

using ByteView = std::span<const std::byte>;

constexpr std::int64_t kMostPixels = std::int64_t{1} << 28;
constexpr std::array<unsigned, 8> kPngSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

unsigned byteAt(ByteView b, std::size_t i) {
  return std::to_integer<unsigned>(b[i]);
}
std::uint32_t bigWord(ByteView b, std::size_t i) {
  return byteAt(b, i) << 24 | byteAt(b, i + 1) << 16 | byteAt(b, i + 2) << 8 | byteAt(b, i + 3);
}
std::uint32_t littleWord(ByteView b, std::size_t i) {
  return byteAt(b, i + 3) << 24 | byteAt(b, i + 2) << 16 | byteAt(b, i + 1) << 8 | byteAt(b, i);
}

tl::unexpected<Error> cutOff(const std::string& name) {
  return fail(ErrorCode::Unreadable,
              fmt::format("{} is cut off or damaged; copy or download it again", name));
}

Result<PictureSize> checkPng(ByteView bytes, const std::string& name) {
  PictureSize size;
  for (std::size_t at = kPngSignature.size(); at + 12 <= bytes.size();) {
    const std::size_t length = bigWord(bytes, at);
    if (length > bytes.size() - at - 12) break;
    const auto chunk = bytes.subspan(at + 4, length + 4);  // type and data
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
    if (crc != bigWord(bytes, at + 8 + length)) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("{} is damaged: a checksum in it is wrong", name));
    }
    const std::uint32_t type = bigWord(bytes, at + 4);
    if (type == 0x49484452 && length >= 8) {  // IHDR
      size = {bigWord(bytes, at + 8), bigWord(bytes, at + 12)};
    }
    if (type == 0x49454E44) return size;  // IEND
    at += 12 + length;
  }
  return cutOff(name);
}

bool isFrameHeader(unsigned marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// The position after the entropy-coded data that begins at `at`: that of the next true marker.
std::size_t afterScan(ByteView bytes, std::size_t at) {
  while (at + 1 < bytes.size()) {
    const unsigned next = byteAt(bytes, at + 1);
    const bool stuffed = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
    if (byteAt(bytes, at) == 0xFF && !stuffed) return at;
    ++at;
  }
  return bytes.size();
}

Result<PictureSize> checkJpeg(ByteView bytes, const std::string& name) {
  PictureSize size;
  std::size_t at = 2;
  while (at + 1 < bytes.size()) {
    if (byteAt(bytes, at) != 0xFF) return cutOff(name);
    const unsigned marker = byteAt(bytes, at + 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == 0xD9) return size;  // EOI
    if (at + 3 >= bytes.size()) break;
    const std::size_t length = byteAt(bytes, at + 2) << 8 | byteAt(bytes, at + 3);
    if (length < 2 || length > bytes.size() - at - 2) break;
    if (isFrameHeader(marker) && length >= 7) {
      size = {byteAt(bytes, at + 7) << 8 | byteAt(bytes, at + 8),
              byteAt(bytes, at + 5) << 8 | byteAt(bytes, at + 6)};
    }
    at += 2 + length;
    if (marker == 0xDA) at = afterScan(bytes, at);
  }
  return cutOff(name);
}

Result<PictureSize> checkBmp(ByteView bytes, const std::string& name) {
  if (bytes.size() < 26) return cutOff(name);
  const auto width = static_cast<std::int32_t>(littleWord(bytes, 18));
  const auto height = static_cast<std::int32_t>(littleWord(bytes, 22));
  const std::int64_t rows = height < 0 ? -static_cast<std::int64_t>(height) : height;
  if (littleWord(bytes, 2) > bytes.size()) return cutOff(name);
  return PictureSize{width, rows};
}

}  // namespace

PictureKind pictureKind(ByteView bytes) {
  const bool png = bytes.size() >= 8 && std::equal(kPngSignature.begin(), kPngSignature.end(),
                                                   bytes.begin(), [](unsigned a, std::byte b) {
                                                     return static_cast<std::byte>(a) == b;
                                                   });
  if (png) return PictureKind::Png;
  if (bytes.size() >= 4 && bigWord(bytes, 0) >> 8 == 0xFFD8FF) return PictureKind::Jpeg;
  if (bytes.size() >= 26 && byteAt(bytes, 0) == 'B' && byteAt(bytes, 1) == 'M' &&
      littleWord(bytes, 6) == 0 && littleWord(bytes, 14) >= 40 && littleWord(bytes, 14) <= 124) {
    return PictureKind::Bmp;
  }
  return PictureKind::None;
}

std::string pictureKindName(PictureKind kind) {
  switch (kind) {
    case PictureKind::Png:
      return "png";
    case PictureKind::Jpeg:
      return "jpeg";
    case PictureKind::Bmp:
      return "bmp";
    case PictureKind::None:
      break;
  }
  return "image";
}

Result<PictureSize> checkPicture(ByteView bytes, const std::string& name) {
  Result<PictureSize> size = PictureSize{};
  switch (pictureKind(bytes)) {
    case PictureKind::Png:
      size = checkPng(bytes, name);
      break;
    case PictureKind::Jpeg:
      size = checkJpeg(bytes, name);
      break;
    case PictureKind::Bmp:
      size = checkBmp(bytes, name);
      break;
    case PictureKind::None:
      return fail(ErrorCode::Unsupported, fmt::format("{} is no PNG, JPEG or BMP picture", name));
  }
  if (!size) return size;
  if (size->width < 1 || size->height < 1 || size->width > kMostPixels / size->height) {
    return fail(ErrorCode::Unreadable, fmt::format("{}: {} x {} pixels; expected 1 to {} in all",
                                                   name, size->width, size->height, kMostPixels));
  }
  return size;
}

}  // namespace limn::imaging
