// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// Every single file of the shared DICOM collection against the facts that came with it: what loads,
// with which stored values, and what must be refused.
#include "dicom/dicom_header.h"
#include "dicom/dicom_pixels.h"
#include "dicom/dicom_series.h"
#include "dicom/dicom_values.h"
#include "dicom_shared_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace limn {
namespace {

using nlohmann::json;

/// Files marked ok that Limn does not open yet, and why.
const std::map<std::string, std::string>& knownLimits() {
  static const std::map<std::string, std::string> limits{
      {"pixel/JLSL_08_07_0_1F.dcm", "JPEG-LS of 7 bits: DCMTK's decoder refuses it"},
  };
  return limits;
}

/// What became of a file: its volumes, or the first refusal.
struct Outcome {
  std::vector<Volume> volumes;
  std::vector<std::string> warnings;
  std::optional<Error> refusal;
};

Outcome open(const std::filesystem::path& file) {
  Outcome outcome;
  auto scan = imaging::scanDicom(file, {});
  if (!scan) {
    outcome.refusal = scan.error();
    return outcome;
  }
  for (const auto& series : scan->series) {
    auto volume = test::readInMillimetresOrVoxels(series);
    if (!volume) {
      outcome.refusal = volume.error();
      return outcome;
    }
    outcome.warnings.insert(outcome.warnings.end(), volume->warnings.begin(),
                            volume->warnings.end());
    outcome.volumes.push_back(std::move(*volume));
  }
  return outcome;
}

/// Stored values of all frames in the order of the file.
std::vector<std::int64_t> storedOf(const std::filesystem::path& file) {
  auto header = imaging::readDicomHeader(file);
  if (!header) return {};
  imaging::DicomFrameReader reader;
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < header->frames.size(); ++i) {
    auto frame = reader.read(*header, i, {});
    if (!frame) return {};
    const auto values = imaging::storedValues(*frame);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

void expectStored(const std::filesystem::path& file, const json& facts) {
  const json& stored = facts.at("stored");
  const auto values = storedOf(file);
  std::size_t count = 1;
  for (const auto& n : stored.at("shape"))
    count *= n.get<std::size_t>();
  ASSERT_EQ(values.size(), count);
  if (!stored.contains("sha256_int32")) return;
  std::vector<std::byte> bytes;
  double sum = 0;
  for (const auto value : values) {
    test::appendInt32(bytes, value);
    sum += static_cast<double>(value);
  }
  if (test::sha256(bytes) == stored.at("sha256_int32").get<std::string>()) return;
  ASSERT_TRUE(facts.value("lossy", false)) << "stored values differ from those of a second decoder";
  const auto [least, most] = std::ranges::minmax(values);
  EXPECT_NEAR(static_cast<double>(least), stored.at("min").get<double>(), 2);
  EXPECT_NEAR(static_cast<double>(most), stored.at("max").get<double>(), 2);
  EXPECT_NEAR(sum / static_cast<double>(values.size()), stored.at("mean").get<double>(), 0.5);
}

void expectRescaled(const std::vector<Volume>& volumes, const json& facts) {
  if (!facts.contains("rescaled") || facts.at("photometric") == "MONOCHROME1") return;
  if (facts.at("rescale_slope") == 0)
    return;  // the file asks for one value everywhere: stored ones are kept
  const auto found = test::statisticsOf(volumes);
  const json& rescaled = facts.at("rescaled");
  const double range = std::max(1e-6, std::abs(rescaled.at("max").get<double>())) * 1e-5;
  EXPECT_NEAR(found.minimum, rescaled.at("min").get<double>(), range);
  EXPECT_NEAR(found.maximum, rescaled.at("max").get<double>(), range);
  EXPECT_NEAR(found.mean, rescaled.at("mean").get<double>(), range);
}

/// Colour of the first frame, against any of the decoders that the facts name.
void expectColour(const std::vector<Volume>& volumes, const json& facts) {
  if (!facts.contains("rgb_frame0")) return;
  ASSERT_EQ(volumes.front().channels, 3);
  const Volume& volume = volumes.front();
  const auto pixels = static_cast<std::size_t>(volume.grid.size.x * volume.grid.size.y);
  bool isNear = false;
  std::string seen;
  for (const auto& [decoder, rgb] : facts.at("rgb_frame0").items()) {
    double worst = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      double sum = 0;
      for (std::size_t i = 0; i < pixels; ++i)
        sum += std::to_integer<int>((*volume.data)[3 * i + c]);
      const double mean = sum / static_cast<double>(pixels);
      worst = std::max(worst, std::abs(mean - rgb.at("channel_mean").at(c).get<double>()));
    }
    isNear = isNear || worst < 1;
    seen += decoder + ": " + std::to_string(worst) + " ";
  }
  EXPECT_TRUE(isNear) << "largest difference of a channel's mean: " << seen;
}

class SharedDicomFile : public testing::TestWithParam<std::string> {};

TEST_P(SharedDicomFile, OpensOrIsRefusedAsExpected) {
  if (GetParam().empty()) GTEST_SKIP() << "the shared DICOM files are not here";
  const json& facts = test::sharedDicomFacts().at("files").at(GetParam());
  const auto file = test::sharedDicom() / GetParam();
  const std::string expect = facts.at("expect");

  const Outcome outcome = open(file);

  if (const auto limit = knownLimits().find(GetParam()); limit != knownLimits().end()) {
    EXPECT_TRUE(outcome.refusal) << "opens now; remove it from the list of limits";
    return;
  }
  if (outcome.refusal) {
    EXPECT_FALSE(outcome.refusal->detail.empty());
    EXPECT_NE(outcome.refusal->code, ErrorCode::Internal);
    EXPECT_NE(expect, "ok") << outcome.refusal->message();
    return;
  }
  EXPECT_NE(expect, "error") << "was opened";
  if (expect == "warn" || expect == "error_or_warn") {
    EXPECT_FALSE(outcome.warnings.empty());
  }
  if (expect == "no_crash" || !facts.contains("stored")) return;
  expectStored(file, facts);
  expectRescaled(outcome.volumes, facts);
  expectColour(outcome.volumes, facts);
}

/// Objects that are not images must be refused with a reason.
class SharedDicomObject : public testing::TestWithParam<std::string> {};

TEST_P(SharedDicomObject, IsAnImageOrRefusedWithAReason) {
  if (GetParam().empty()) GTEST_SKIP() << "the shared DICOM files are not here";
  const json& facts = test::sharedDicomFacts().at("files").at(GetParam());
  const auto modality = facts.value("modality", json());

  const Outcome outcome = open(test::sharedDicom() / GetParam());

  if (modality == "SEG" || modality == "RTSTRUCT") {
    ASSERT_TRUE(outcome.refusal);
    EXPECT_EQ(outcome.refusal->code, ErrorCode::Unsupported) << outcome.refusal->message();
  }
  if (outcome.refusal) {
    EXPECT_FALSE(outcome.refusal->detail.empty());
  }
}

std::vector<std::string> filesIn(const std::vector<std::string>& folders) {
  std::vector<std::string> files;
  const json& facts = test::sharedDicomFacts();
  if (facts.is_null()) return {""};
  for (const auto& [path, unused] : facts.at("files").items()) {
    const auto isBelow = [&path = path](const std::string& folder) {
      return path.starts_with(folder);
    };
    const bool isObject =
        path.find("/rtstruct_") != std::string::npos || path.find("/seg_") != std::string::npos;
    if (std::ranges::any_of(folders, isBelow) && isObject == (folders.front() == "objects"))
      files.push_back(path);
  }
  return files;
}

std::vector<std::string> objects() {
  if (test::sharedDicomFacts().is_null()) return {""};
  auto files = filesIn({"objects", "broken/"});
  for (const auto& folder : {"rtstruct/", "seg/", "text/"}) {
    for (auto& file : filesIn({folder}))
      files.push_back(file);
  }
  return files;
}

const auto kName = [](const auto& file) { return test::nameOf(file.param); };
INSTANTIATE_TEST_SUITE_P(Shared, SharedDicomFile,
                         testing::ValuesIn(filesIn({"transfer_syntax/", "pixel/", "broken/"})),
                         kName);
INSTANTIATE_TEST_SUITE_P(Shared, SharedDicomObject, testing::ValuesIn(objects()), kName);

}  // namespace
}  // namespace limn
