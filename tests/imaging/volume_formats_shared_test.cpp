// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
//
// Every file of ../shared/nifti against the facts in its expected.json.
#include "limn/imaging/study_reader.h"
#include "support/test_paths.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Matrix = std::array<std::array<double, 4>, 3>;

fs::path folder() {
  return test::sharedFolder() / "nifti";
}

const Json& facts() {
  static const Json all = [] {
    std::ifstream in(folder() / "expected.json");
    std::string text(std::istreambuf_iterator<char>(in), {});
    constexpr std::string_view kNan = ": NaN";  // not JSON, but there
    for (auto at = text.find(kNan); at != std::string::npos; at = text.find(kNan, at)) {
      text.replace(at, kNan.size(), ": null");
    }
    return text.empty() ? Json::object() : Json::parse(text).at("files");
  }();
  return all;
}

/// Files that other programs read and Limn refuses deliberately, with a reason.
const std::set<std::string> kRefused{
    "dtypes/complex64.nii", "real/complex_image.nii.gz", "nrrd/BallBinary30x30x30_bz2.nrrd",
    "mgh/test.mgz",  // its axes are 38 degrees from right angles
};

/// Files whose facts are what another reader makes of a header that is wrong.
const std::set<std::string> kOtherVoxels{"broken/vox_offset_0.nii"};

/// All volumes behind one file, in their order.
Result<std::vector<Volume>> readAll(const fs::path& file) {
  auto scan = scanStudy(file);
  if (!scan) return passOn(scan);
  if (scan->series.empty()) return fail(ErrorCode::Unsupported, "nothing there");
  std::vector<Volume> volumes;
  for (const SeriesSummary& series : scan->series) {
    auto volume = readSeries(series);
    if (!volume) return passOn(volume);
    volumes.push_back(std::move(*volume));
  }
  return volumes;
}

bool hasWarning(const std::vector<Volume>& volumes) {
  for (const Volume& v : volumes) {
    if (!v.warnings.empty()) return true;
  }
  return false;
}

std::optional<Matrix> matrixOf(const Json& facts, const char* lps, const char* ras) {
  const bool isLps = facts.contains(lps);
  if (!isLps && !facts.contains(ras)) return std::nullopt;
  Matrix m{};
  const Json& rows = facts.at(isLps ? lps : ras);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      if (!rows[i][j].is_number()) return std::nullopt;
      m[i][j] = rows[i][j].get<double>() * (!isLps && i < 2 ? -1 : 1);
    }
  }
  return m;
}

double largestDifference(const Grid& grid, const Matrix& m) {
  double largest = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    const auto axis = static_cast<int>(j);
    const Vec3 column = grid.axes[j] * grid.spacing[axis];
    for (std::size_t i = 0; i < 3; ++i) {
      largest = std::max(largest, std::abs(column[static_cast<int>(i)] - m[i][j]));
    }
  }
  const Vec3 origin{grid.origin.x, grid.origin.y, grid.origin.z};
  for (std::size_t i = 0; i < 3; ++i) {
    largest = std::max(largest, std::abs(origin[static_cast<int>(i)] - m[i][3]));
  }
  return largest;
}

/// The affine that Limn promises for the file: the stated one, the qform where the sform is
/// sheared, nothing where the header states none.
std::optional<Matrix> promisedAffine(const Json& f) {
  if (f.value("qform_code", 1) == 0 && f.value("sform_code", 1) == 0) return std::nullopt;
  const int unit = f.value("xyzt_units", 2) & 7;
  auto m = f.value("orthogonality_error", 0.0) > 1e-3 ? matrixOf(f, "", "qform_ras")
                                                      : matrixOf(f, "affine_lps", "affine_ras");
  if (!f.contains("orthogonality_error") && f.contains("qform_ras"))
    m = matrixOf(f, "", "qform_ras");
  if (!m) return std::nullopt;
  for (auto& row : *m) {
    for (double& v : row)
      v *= unit == 1 ? 1000 : unit == 3 ? 1e-3 : 1;
  }
  return m;
}

struct Statistics {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double mean = 0;
};
Statistics statisticsOf(const std::vector<Volume>& volumes, int channel) {
  Statistics s;
  double sum = 0, count = 0;
  for (const Volume& v : volumes) {
    const std::size_t step = pixelBytes(v.type) * static_cast<std::size_t>(v.channels);
    for (std::size_t at = 0; at < v.bytes(); at += step) {
      const double value =
          sampleValue(v.data->data() + at + static_cast<std::size_t>(channel), v.type);
      if (!std::isfinite(value)) continue;
      s.low = std::min(s.low, value);
      s.high = std::max(s.high, value);
      sum += value;
      ++count;
    }
  }
  s.mean = sum / count;
  return s;
}

void expectStatistics(const Json& f, const std::vector<Volume>& volumes) {
  const auto compare = [&](const Json& expected, int channel) {
    const Statistics s = statisticsOf(volumes, channel);
    const double low = expected.at("min"), high = expected.at("max"), mean = expected.at("mean");
    const double tolerance = 1e-6 * std::max({std::abs(low), std::abs(high), 1.0});
    EXPECT_NEAR(s.low, low, tolerance);
    EXPECT_NEAR(s.high, high, tolerance);
    EXPECT_NEAR(s.mean, mean, 10 * tolerance);
  };
  if (f.contains("channels") && f["channels"].is_object()) {
    int channel = 0;
    for (const char* name : {"R", "G", "B"})
      compare(f["channels"].at(name), channel++);
  } else if (f.contains("values") && f["values"].is_object() && volumes.front().channels == 1) {
    compare(f["values"], 0);
  }
}

/// The voxels as the file stores them, for whole-number types without scaling.
template <class T>
void append(std::vector<unsigned char>& bytes, const std::vector<Volume>& volumes) {
  for (const Volume& v : volumes) {
    for (std::size_t at = 0; at < v.bytes(); at += pixelBytes(v.type)) {
      const auto value = static_cast<T>(sampleValue(v.data->data() + at, v.type));
      std::array<unsigned char, sizeof(T)> b{};
      std::memcpy(b.data(), &value, sizeof value);
      bytes.insert(bytes.end(), b.begin(), b.end());
    }
  }
}

std::string hashOf(const std::string& type, const std::vector<Volume>& volumes) {
  std::vector<unsigned char> bytes;
  if (type == "uint8" || type == "unsigned char") append<std::uint8_t>(bytes, volumes);
  if (type == "int8") append<std::int8_t>(bytes, volumes);
  if (type == "int16" || type == ">i2" || type == "short") append<std::int16_t>(bytes, volumes);
  if (type == "uint16" || type == "unsigned short") append<std::uint16_t>(bytes, volumes);
  if (type == "int32" || type == "int") append<std::int32_t>(bytes, volumes);
  if (type == "uint32" || type == "unsigned int") append<std::uint32_t>(bytes, volumes);
  if (bytes.empty()) return {};
  std::array<unsigned char, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string hex;
  for (const unsigned char b : digest)
    hex += fmt::format("{:02x}", b);
  return hex;
}

void expectVoxels(const Json& f, const std::vector<Volume>& volumes) {
  const bool scaled = f.contains("stored") && f["stored"] != f.value("values", Json());
  const bool rounded = volumes.front().type == PixelType::Float32;  // said in a warning
  const bool listFirst = f.value("format", "") == "NRRD" && volumes.size() > 1;
  if (scaled || rounded || listFirst || volumes.front().channels != 1) return;
  const std::string hash = hashOf(f.value("dtype", f.value("type", "")), volumes);
  if (!hash.empty()) {
    EXPECT_EQ(hash, f.value("sha256_stored_le_fortran", ""));
  }
}

void expectFacts(const std::string& name, const Json& f, const std::vector<Volume>& volumes) {
  if (const auto affine = promisedAffine(f)) {
    EXPECT_LE(largestDifference(volumes.front().grid, *affine), 1e-3);
  }
  if (kOtherVoxels.contains(name)) return;
  expectStatistics(f, volumes);
  expectVoxels(f, volumes);
}

class VolumeFormats : public testing::TestWithParam<std::string> {};

TEST_P(VolumeFormats, MeetTheirFacts) {
  if (facts().empty()) GTEST_SKIP() << "no " << folder() << ", set LIMN_SHARED_DIR";
  const std::string name = GetParam();
  const Json& f = facts().at(name);
  const std::string expect = f.at("expect");

  const auto volumes = readAll(folder() / name);

  if (!volumes) {
    EXPECT_FALSE(volumes.error().detail.empty());
    EXPECT_NE(volumes.error().code, ErrorCode::Internal) << volumes.error().message();
    const bool mayRefuse = expect != "ok" && expect != "ok_or_warn";
    EXPECT_TRUE(mayRefuse || kRefused.contains(name)) << volumes.error().message();
    return;
  }
  EXPECT_FALSE(kRefused.contains(name)) << "is read now: take it off the list";
  EXPECT_NE(expect, "error");
  if (expect == "warn" || expect == "error_or_warn") {
    EXPECT_TRUE(hasWarning(*volumes));
  }
  if (expect.starts_with("ok") || expect == "warn") expectFacts(name, f, *volumes);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& [name, f] : facts().items())
    all.push_back(name);
  if (all.empty()) all.emplace_back("none");
  return all;
}

std::string testName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name)
    c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Shared, VolumeFormats, testing::ValuesIn(names()), testName);

}  // namespace
}  // namespace limn::imaging
