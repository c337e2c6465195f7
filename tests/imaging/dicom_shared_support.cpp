// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_shared_support.h"

#include "dicom/dicom_series.h"
#include "limn/base/image_view.h"
#include "support/test_paths.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <limits>

namespace limn::test {

std::filesystem::path sharedDicom() {
  return sharedFolder() / "dicom";
}

const nlohmann::json& sharedDicomFacts() {
  static const nlohmann::json facts = [] {
    std::ifstream file(sharedDicom() / "expected.json");
    return file ? nlohmann::json::parse(file) : nlohmann::json();
  }();
  return facts;
}

Result<Volume> readInMillimetresOrVoxels(SeriesSummary series) {
  auto volume = imaging::readDicomSeries(series, {});
  if (volume || volume.error().code != ErrorCode::Uncalibrated) return volume;
  series.inVoxelUnits = true;
  return imaging::readDicomSeries(series, {});
}

std::string sha256(const std::vector<std::byte>& bytes) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string text;
  for (const unsigned char byte : digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

void appendInt32(std::vector<std::byte>& to, std::int64_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    to.push_back(static_cast<std::byte>((value >> shift) & 0xFF));
}

Statistics statisticsOf(const std::vector<Volume>& volumes) {
  Statistics all{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                 0};
  double sum = 0;
  std::size_t count = 0;
  for (const auto& volume : volumes) {
    const std::size_t step = pixelBytes(volume.type);
    for (std::size_t i = 0; i < volume.data->size(); i += step) {
      sum += sampleValue(volume.data->data() + i, volume.type);
      ++count;
    }
    all.minimum = std::min(all.minimum, volume.minimum);
    all.maximum = std::max(all.maximum, volume.maximum);
  }
  all.mean = sum / static_cast<double>(count);
  return all;
}

std::string nameOf(const std::string& path) {
  if (path.empty()) return "absent";
  std::string name = path;
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

}  // namespace limn::test
