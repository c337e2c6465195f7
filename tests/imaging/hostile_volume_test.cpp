// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
//
// Damaged files: what is read must be a consistent volume, and nothing may end the process.
#include "gzip.h"
#include "limn/imaging/study_reader.h"
#include "nifti_builder.h"
#include "nrrd/nrrd_writer.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace limn::imaging {
namespace {

using Bytes = std::vector<std::byte>;

struct Seed {
  std::string name;
  Bytes bytes;
};

Seed makeSeed(const std::string& name) {
  test::NiftiBuilder builder;
  builder.place(test::obliqueGrid()).fillRamp();
  if (name == "a.nii") return {name, builder.bytes()};
  if (name == "a.nii.gz") return {name, *packGzip(builder.bytes())};
  if (name == "a.mha") {
    const std::string head =
        "NDims = 3\nBinaryData = True\nCompressedData = False\nDimSize = 5 4 3\n"
        "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2 3\n"
        "ElementSpacing = 1 2 3\nElementType = MET_SHORT\n"
        "ElementDataFile = LOCAL\n";
    Bytes bytes(120);
    const auto text = std::as_bytes(std::span(head));
    bytes.insert(bytes.begin(), text.begin(), text.end());
    return {name, bytes};
  }
  Segmentation s;
  s.grid = test::obliqueGrid();
  s.voxels.assign(60, 3);
  s.labels = {{3, "liver", {1, 2, 3}}};
  return {name, *encodeNrrd({{s}, {}, {}}, NrrdSegments::Yes)};
}

Bytes mutate(const Bytes& whole, std::mt19937& random) {
  Bytes bytes = whole;
  const unsigned flips = 1 + random() % 4;
  for (unsigned i = 0; i < flips; ++i) {
    // Half of the changes hit the header, which decides most.
    const std::size_t range =
        random() % 2 == 0 ? std::min<std::size_t>(352, bytes.size()) : bytes.size();
    std::byte& b = bytes[random() % range];
    b = random() % 2 == 0 ? b ^ static_cast<std::byte>(1U << (random() % 8))
                          : static_cast<std::byte>(random() % 256);
  }
  if (random() % 8 == 0) bytes.resize(random() % bytes.size());
  return bytes;
}

class HostileVolume : public testing::TestWithParam<std::string> {};

TEST_P(HostileVolume, IsReadSoundlyOrRefused) {
  const Seed seed = makeSeed(GetParam());
  const test::TemporaryFolder folder;
  std::mt19937 random(20260101);
  int read = 0, refused = 0;
  for (int round = 0; round < 2000; ++round) {
    test::writeBytes(folder.path() / seed.name, mutate(seed.bytes, random));

    const auto scan = scanStudy(folder.path() / seed.name);
    if (!scan) {
      EXPECT_NE(scan.error().code, ErrorCode::Internal) << scan.error().message();
      ++refused;
      continue;
    }
    const auto volume = readSeries(scan->series.back());
    if (!volume) {
      EXPECT_NE(volume.error().code, ErrorCode::Internal) << volume.error().message();
      ++refused;
      continue;
    }
    ++read;
    EXPECT_TRUE(volume->grid.check());
    EXPECT_EQ(volume->bytes(), static_cast<std::size_t>(volume->grid.size.voxels()) *
                                   static_cast<std::size_t>(volume->channels) *
                                   pixelBytes(volume->type));
  }
  EXPECT_GT(read, 0) << "nothing but refusals was tried";
  EXPECT_GT(refused, 0) << "no damage was noticed";
}

INSTANTIATE_TEST_SUITE_P(Formats, HostileVolume,
                         testing::Values("a.nii", "a.nii.gz", "a.nrrd", "a.mha"),
                         [](const testing::TestParamInfo<std::string>& seed) {
                           std::string name = seed.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace limn::imaging
