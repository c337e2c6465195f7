// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/frame_decoder.h"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <cstdlib>
#include <cstring>
#include <string>

namespace limn {
namespace {

using imaging::FrameDecoder;

constexpr int kColumns = 128, kRows = 96;

/// A lossless JPEG 2000 picture whose sample at (x, y) is 100 y + x.
std::vector<std::byte> packedPicture() {
  cv::Mat picture(kRows, kColumns, CV_16UC1);
  for (int y = 0; y < kRows; ++y) {
    for (int x = 0; x < kColumns; ++x)
      picture.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(100 * y + x);
  }
  std::vector<unsigned char> bytes;
  cv::imencode(".jp2", picture, bytes, {cv::IMWRITE_JPEG2000_COMPRESSION_X1000, 1000});
  std::vector<std::byte> packed(bytes.size());
  std::memcpy(packed.data(), bytes.data(), bytes.size());
  return packed;
}

/// Replaces the decoder by another program while this exists.
class Instead {
 public:
  explicit Instead(const char* program) { ::setenv("LIMN_DECODER", program, 1); }
  ~Instead() { ::unsetenv("LIMN_DECODER"); }
  Instead(const Instead&) = delete;
  Instead& operator=(const Instead&) = delete;
};

TEST(FrameDecoder, UnpacksAnyNumberOfPictures) {
  FrameDecoder decoder;
  const auto packed = packedPicture();

  for (int round = 0; round < 3; ++round) {
    auto frame = decoder.decode(packed, {kColumns, kRows, 1}, {});
    ASSERT_TRUE(frame) << frame.error().message();
    EXPECT_EQ(frame->cellBytes, 2);
    ASSERT_EQ(frame->bytes.size(), 2U * kColumns * kRows);
    std::uint16_t last = 0;
    std::memcpy(&last, frame->bytes.data() + frame->bytes.size() - 2, 2);
    EXPECT_EQ(last, 100 * (kRows - 1) + kColumns - 1);
  }
}

TEST(FrameDecoder, RefusesDamageAndGoesOn) {
  FrameDecoder decoder;
  auto packed = packedPicture();
  const std::vector<std::byte> noise(500, std::byte{0x5A});
  std::vector<std::byte> half(packed.begin(),
                              packed.begin() + static_cast<std::ptrdiff_t>(packed.size() / 2));

  auto a = decoder.decode(noise, {kColumns, kRows, 1}, {});
  auto b = decoder.decode(half, {kColumns, kRows, 1}, {});
  auto c = decoder.decode(packed, {kColumns, kRows, 1}, {});

  ASSERT_FALSE(a);
  EXPECT_EQ(a.error().code, ErrorCode::Unreadable);
  ASSERT_FALSE(b);
  EXPECT_EQ(b.error().code, ErrorCode::Unreadable);
  EXPECT_TRUE(c);
}

TEST(FrameDecoder, RefusesAPictureOfAnotherSize) {
  FrameDecoder decoder;
  const auto packed = packedPicture();

  auto other = decoder.decode(packed, {kColumns + 1, kRows, 1}, {});
  auto same = decoder.decode(packed, {kColumns, kRows, 1}, {});

  ASSERT_FALSE(other);
  EXPECT_NE(other.error().detail.find("128 x 96"), std::string::npos) << other.error().detail;
  EXPECT_TRUE(same);
}

TEST(FrameDecoder, OutlivesAChildThatDies) {
  const Instead instead("/bin/false");
  FrameDecoder decoder;

  auto frame = decoder.decode(packedPicture(), {kColumns, kRows, 1}, {});

  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, ErrorCode::Unreadable);
  EXPECT_NE(frame.error().detail.find("ended the decoder"), std::string::npos);
}

TEST(FrameDecoder, DoesNotBelieveAChildThatBabbles) {
  const Instead instead("/bin/cat");
  FrameDecoder decoder;

  auto frame = decoder.decode(std::vector<std::byte>(4096, std::byte{0}), {kColumns, kRows, 1}, {});

  EXPECT_FALSE(frame);
}

TEST(FrameDecoder, SaysWhenTheChildIsNotInstalled) {
  const Instead instead("/no/such/program");
  FrameDecoder decoder;

  auto frame = decoder.decode(packedPicture(), {kColumns, kRows, 1}, {});

  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, ErrorCode::Unsupported);
  EXPECT_NE(frame.error().detail.find("limn-decode"), std::string::npos);
}

TEST(FrameDecoder, StopsWhenAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  FrameDecoder decoder;

  auto frame = decoder.decode(packedPicture(), {kColumns, kRows, 1}, stop.get_token());

  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace limn
