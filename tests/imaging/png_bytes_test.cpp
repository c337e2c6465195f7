// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/png_bytes.h"

#include "limn/imaging/study_reader.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace limn::imaging {
namespace {

/// What Limn's own reader finds in the file, sample by sample.
std::vector<std::uint8_t> readBack(const std::vector<std::uint8_t>& rgb) {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "a.png", std::ios::binary) << pngBytes(rgb, 5, 3);
  const auto study = scanStudy(folder.path() / "a.png", {});
  if (!study || study->series.empty()) return {};
  const auto volume = readSeries(study->series.front(), {});
  if (!volume) return {};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(volume->data->data());
  return {bytes, bytes + volume->data->size()};
}

TEST(PngBytes, GreyAndColourAreReadBackExactly) {
  std::vector<std::uint8_t> grey, colour, samples;
  for (int i = 0; i < 15; ++i) {
    samples.push_back(static_cast<std::uint8_t>(i * 91));
    grey.insert(grey.end(), 3, samples.back());
    for (int c = 0; c < 3; ++c)
      colour.push_back(static_cast<std::uint8_t>(i * 53 + c * 101));
  }

  EXPECT_EQ(readBack(grey), samples);
  EXPECT_EQ(readBack(colour), colour);
}

}  // namespace
}  // namespace limn::imaging
