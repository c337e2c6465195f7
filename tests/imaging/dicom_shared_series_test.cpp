// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Every series folder of the shared DICOM collection against the facts that came with it.
#include "dicom/dicom_series.h"
#include "dicom_shared_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace limn {
namespace {

using nlohmann::json;

Vec3 vectorOf(const json& j) {
  return {j.at(0).get<double>(), j.at(1).get<double>(), j.at(2).get<double>()};
}

struct Loaded {
  std::vector<Volume> volumes;
  std::vector<SkippedFile> skipped;
  std::vector<std::string> refusals;
};

Loaded load(const std::filesystem::path& folder) {
  Loaded loaded;
  auto scan = imaging::scanDicom(folder, {});
  EXPECT_TRUE(scan) << scan.error().message();
  if (!scan) return loaded;
  loaded.skipped = scan->skipped;
  for (const auto& series : scan->series) {
    auto volume = test::readInMillimetresOrVoxels(series);
    if (volume) {
      EXPECT_EQ(volume->grid.size, series.size);
      loaded.volumes.push_back(std::move(*volume));
    } else {
      loaded.refusals.push_back(volume.error().message());
    }
  }
  return loaded;
}

/// Whether a volume lies where a stack of the facts lies.
bool isPlacedLike(const Volume& volume, const json& stack) {
  const Grid& grid = volume.grid;
  const json& size = stack.at("size_ijk");
  const Vec3 origin = vectorOf(stack.at("origin_lps"));
  if (grid.size != Size3{size.at(0), size.at(1), size.at(2)}) return false;
  if (length(Vec3{grid.origin.x, grid.origin.y, grid.origin.z} - origin) > 1e-3) return false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (length(grid.axes[i] - vectorOf(stack.at("direction_columns_lps").at(i))) > 1e-3)
      return false;
  }
  const json& spacing = stack.at("spacing_ijk");
  return std::abs(grid.spacing.x - spacing.at(0).get<double>()) < 1e-3 &&
         std::abs(grid.spacing.y - spacing.at(1).get<double>()) < 1e-3;
}

/// The step of the stack from slice to slice, along the normal.
void expectStep(const Volume& volume, const json& stack) {
  if (!stack.contains("slice_step_lps")) return;
  EXPECT_NEAR(volume.grid.spacing.z, dot(vectorOf(stack.at("slice_step_lps")), volume.grid.axes[2]),
              1e-3);
}

/// Where nothing is rescaled the values are the stored ones, and the hash fixes their order in
/// space and time.
void expectValues(const std::vector<Volume>& volumes, const json& stack) {
  const auto found = test::statisticsOf(volumes);
  const json& rescaled = stack.contains("rescaled") ? stack.at("rescaled") : stack.at("stored");
  const double near = std::max(1e-6, std::abs(rescaled.at("max").get<double>()) * 1e-5);
  EXPECT_NEAR(found.minimum, rescaled.at("min").get<double>(), near);
  EXPECT_NEAR(found.maximum, rescaled.at("max").get<double>(), near);
  EXPECT_NEAR(found.mean, rescaled.at("mean").get<double>(), near);
  const json& stored = stack.at("stored");
  const bool isUnscaled =
      stored.at("min") == rescaled.at("min") && stored.at("mean") == rescaled.at("mean");
  if (!isUnscaled || !stored.contains("sha256_int32")) return;
  std::vector<std::byte> bytes;
  for (const auto& volume : volumes) {
    const std::size_t step = pixelBytes(volume.type);
    for (std::size_t i = 0; i < volume.data->size(); i += step) {
      test::appendInt32(
          bytes, static_cast<std::int64_t>(sampleValue(volume.data->data() + i, volume.type)));
    }
  }
  EXPECT_EQ(test::sha256(bytes), stored.at("sha256_int32").get<std::string>());
}

void expectStack(const Loaded& loaded, const std::string& uid, const json& stack) {
  std::vector<Volume> moments;
  for (const auto& volume : loaded.volumes) {
    if (volume.source.seriesInstanceUid == uid && isPlacedLike(volume, stack))
      moments.push_back(volume);
  }
  const json& size = stack.at("size_ijk");
  ASSERT_EQ(moments.size(), size.size() == 4 ? size.at(3).get<std::size_t>() : 1);
  for (const auto& volume : moments)
    expectStep(volume, stack);
  expectValues(moments, stack);
}

class SharedDicomSeries : public testing::TestWithParam<std::string> {};

TEST_P(SharedDicomSeries, LoadsAsExpected) {
  if (GetParam().empty()) GTEST_SKIP() << "the shared DICOM files are not here";
  const json& facts = test::sharedDicomFacts().at("series").at(GetParam());
  const std::string expect = facts.at("expect");

  const Loaded loaded = load(test::sharedDicom() / GetParam());

  const auto isOdd = [](const Volume& volume) { return !volume.warnings.empty(); };
  if (expect == "ok") {
    EXPECT_TRUE(loaded.refusals.empty()) << loaded.refusals.front();
  } else {
    EXPECT_TRUE(!loaded.refusals.empty() || !loaded.skipped.empty() ||
                std::ranges::any_of(loaded.volumes, isOdd));
  }
  for (const auto& series : facts.at("series")) {
    for (const auto& stack : series.at("stacks"))
      expectStack(loaded, series.at("series_uid"), stack);
  }
}

TEST(SharedDicomOrder, FollowsImageNumbersWithoutPositions) {
  const json& facts = test::sharedDicomFacts();
  if (facts.is_null()) GTEST_SKIP() << "the shared DICOM files are not here";

  const Loaded loaded = load(test::sharedDicom() / "series/edited_no_positions");

  ASSERT_EQ(loaded.volumes.size(), 1U);
  json stack;
  stack["stored"] = facts.at("series")
                        .at("series/edited_no_positions")
                        .at("series")
                        .at(0)
                        .at("stack_by_instance_number");
  stack["stored"]["mean"] = 99.5;
  expectValues(loaded.volumes, stack);
}

TEST(SharedDicomOrder, IsTheSameForEveryEncodingOfOneImage) {
  if (test::sharedDicomFacts().is_null()) GTEST_SKIP() << "the shared DICOM files are not here";
  std::vector<Loaded> encodings;
  for (int i = 1; i <= 9; ++i) {
    encodings.push_back(
        load(test::sharedDicom() / "transfer_syntax" / ("mr_ts_" + std::to_string(i) + ".dcm")));
  }

  for (const auto& encoding : encodings) {
    ASSERT_EQ(encoding.volumes.size(), 1U);
    EXPECT_EQ(*encoding.volumes[0].data, *encodings[0].volumes[0].data);
    EXPECT_EQ(encoding.volumes[0].grid, encodings[0].volumes[0].grid);
  }
}

std::vector<std::string> folders() {
  std::vector<std::string> names;
  const json& facts = test::sharedDicomFacts();
  if (facts.is_null()) return {""};
  for (const auto& [path, unused] : facts.at("series").items())
    names.push_back(path);
  return names;
}
INSTANTIATE_TEST_SUITE_P(Shared, SharedDicomSeries, testing::ValuesIn(folders()),
                         [](const auto& folder) { return test::nameOf(folder.param); });

}  // namespace
}  // namespace limn
