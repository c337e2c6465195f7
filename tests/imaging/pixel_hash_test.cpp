// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/pixel_hash.h"

#include "support/builders.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace limn {
namespace {

/// 1024 x 1024 x 5 samples of two bytes: two whole pieces and a half.
Volume tall() {
  return test::rampVolume(Size3{1024, 1024, 5});
}

std::string digestOf(const void* bytes, std::size_t count) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(static_cast<const unsigned char*>(bytes), count,
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

TEST(PixelHash, IsWhatTheFormatSays) {
  const Volume volume = tall();
  constexpr std::size_t kPiece = 4 * 1024 * 1024;
  std::string whole =
      fmt::format("1024x1024x5 type {} channels 1\n", static_cast<int>(volume.type));
  for (std::size_t at = 0; at < volume.data->size(); at += kPiece)
    whole += digestOf(volume.data->data() + at, std::min(kPiece, volume.data->size() - at));
  std::string expected;
  for (const char byte : digestOf(whole.data(), whole.size()))
    expected += fmt::format("{:02x}", static_cast<unsigned char>(byte));

  EXPECT_EQ(imaging::pixelHash(volume), expected);
}

TEST(PixelHash, TellsPixelsAndShapesApart) {
  const Volume volume = tall();
  Volume other = tall();
  auto changed = VoxelBuffer::zeros(volume.data->size());
  std::memcpy(changed.data(), volume.data->data(), volume.data->size());
  changed.data()[9 * 1024 * 1024] ^= std::byte{1};
  other.data = std::make_shared<const VoxelBuffer>(std::move(changed));
  Volume turned = tall();
  turned.grid.size = {512, 2048, 5};

  EXPECT_EQ(imaging::pixelHash(volume), imaging::pixelHash(tall()));
  EXPECT_NE(imaging::pixelHash(volume), imaging::pixelHash(other));
  EXPECT_NE(imaging::pixelHash(volume), imaging::pixelHash(turned));
}

}  // namespace
}  // namespace limn
