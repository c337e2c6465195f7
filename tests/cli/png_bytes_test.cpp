// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "png_bytes.h"

#include "cli_support.h"
#include "limn/imaging/study_reader.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace limn::apps {
namespace {

/// What Limn's own reader finds in the file, sample by sample.
std::vector<std::uint8_t> readBack(const core::SlicePicture& picture) {
  const test::TemporaryFolder folder;
  test::writeBytes(folder.path() / "a.png", pngBytes(picture));
  const auto study = imaging::scanStudy(folder.path() / "a.png", {});
  if (!study || study->series.empty()) return {};
  const auto volume = imaging::readSeries(study->series.front(), {});
  if (!volume) return {};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(volume->data->data());
  return {bytes, bytes + volume->data->size()};
}

TEST(PngBytes, GreyAndColourAreReadBackExactly) {
  core::SlicePicture grey{5, 3, {}}, colour{5, 3, {}};
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 15; ++i) {
    samples.push_back(static_cast<std::uint8_t>(i * 91));
    grey.rgb.insert(grey.rgb.end(), 3, samples.back());
    for (int c = 0; c < 3; ++c)
      colour.rgb.push_back(static_cast<std::uint8_t>(i * 53 + c * 101));
  }

  EXPECT_EQ(readBack(grey), samples);
  EXPECT_EQ(readBack(colour), colour.rgb);
}

TEST(Base64, EncodesTheVectorsOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::string_view("\xFF\x00\xFE", 3)), "/wD+");
}

}  // namespace
}  // namespace limn::apps
