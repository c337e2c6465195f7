// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "picture/picture_reader.h"

#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <opencv2/core/mat.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cstring>
#include <string>
#include <vector>

namespace limn::imaging {
namespace {

class PictureReader : public testing::Test {
 protected:
  std::vector<std::byte> encode(const cv::Mat& picture, const std::string& suffix) {
    std::vector<unsigned char> packed;
    cv::imencode(suffix, picture, packed);
    std::vector<std::byte> bytes(packed.size());
    std::memcpy(bytes.data(), packed.data(), packed.size());
    return bytes;
  }
  Result<Volume> read(const std::vector<std::byte>& bytes, const std::string& name = "picture") {
    test::writeBytes(folder_.path() / name, bytes);
    return readVolume(folder_.path() / name);
  }
  test::TemporaryFolder folder_;
};

/// Blue, green, red as OpenCV has them; each pixel is different.
cv::Mat colours(int type) {
  cv::Mat m(3, 4, type);
  for (int i = 0; i < 12; ++i) {
    for (int c = 0; c < m.channels(); ++c)
      m.ptr(i / 4)[(i % 4) * m.channels() + c] = static_cast<unsigned char>(10 * i + c);
  }
  return m;
}

TEST_F(PictureReader, ReadsGreyAsOneSlice) {
  const auto volume = read(encode(colours(CV_8UC1), ".png"));

  ASSERT_TRUE(volume) << volume.error().message();
  EXPECT_EQ(volume->grid.size, (Size3{4, 3, 1}));
  EXPECT_EQ(volume->grid.spacing, (Vec3{1, 1, 1}));
  EXPECT_EQ(volume->type, PixelType::UInt8);
  EXPECT_EQ(volume->value({1, 2, 0}), 90);
  EXPECT_EQ(volume->source.format, "png");
  EXPECT_TRUE(volume->source.modality.empty());
}

TEST_F(PictureReader, KeepsSixteenBits) {
  cv::Mat m(2, 2, CV_16UC1);
  m.at<unsigned short>(1, 0) = 40000;

  const auto volume = read(encode(m, ".png"));

  ASSERT_TRUE(volume);
  EXPECT_EQ(volume->type, PixelType::UInt16);
  EXPECT_EQ(volume->value({0, 1, 0}), 40000);
}

TEST_F(PictureReader, PutsRedFirstAndDropsAlpha) {
  for (const int type : {CV_8UC3, CV_8UC4}) {
    const auto volume = read(encode(colours(type), ".png"));

    ASSERT_TRUE(volume) << volume.error().message();
    EXPECT_EQ(volume->channels, 3);
    EXPECT_EQ(volume->value({1, 0, 0}, 0), 12);  // red
    EXPECT_EQ(volume->value({1, 0, 0}, 2), 10);  // blue
    EXPECT_EQ(volume->warnings.empty(), type == CV_8UC3);
  }
}

TEST_F(PictureReader, TellsTheFormatByContent) {
  const auto jpeg = read(encode(colours(CV_8UC1), ".jpg"), "a.png");
  const auto bmp = read(encode(colours(CV_8UC3), ".bmp"), "a.jpg");

  ASSERT_TRUE(jpeg) << jpeg.error().message();
  ASSERT_TRUE(bmp) << bmp.error().message();
  EXPECT_EQ(jpeg->source.format, "jpeg");
  EXPECT_EQ(bmp->source.format, "bmp");
  EXPECT_EQ(bmp->value({1, 0, 0}, 0), 12);
}

TEST_F(PictureReader, RefusesEveryTruncation) {
  for (const char* suffix : {".png", ".jpg", ".bmp"}) {
    const auto whole = encode(colours(CV_8UC3), suffix);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const std::vector<std::byte> cut(whole.begin(),
                                       whole.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_FALSE(read(cut)) << suffix << " of " << length << " bytes";
    }
  }
}

TEST_F(PictureReader, RefusesAWrongChecksum) {
  auto bytes = encode(colours(CV_8UC1), ".png");
  bytes[bytes.size() - 20] ^= std::byte{1};

  const auto volume = read(bytes);

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Unreadable);
}

TEST_F(PictureReader, RefusesSizesBeyondMemoryBeforeDecoding) {
  auto bytes = encode(colours(CV_8UC3), ".bmp");
  for (const std::size_t at : {18U, 22U}) {  // width and height
    bytes[at + 2] = std::byte{0xFF};
    bytes[at + 3] = std::byte{0x7F};
  }

  const auto volume = read(bytes);

  ASSERT_FALSE(volume);
  EXPECT_NE(volume.error().detail.find("pixels"), std::string::npos);
}

}  // namespace
}  // namespace limn::imaging
