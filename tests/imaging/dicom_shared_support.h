// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/base/series.h"
#include "limn/base/volume.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::test {

/// Folder of the shared DICOM files; it may not exist.
[[nodiscard]] std::filesystem::path sharedDicom();
/// expected.json; null when the files are not there.
[[nodiscard]] const nlohmann::json& sharedDicomFacts();

/// The volume of a scanned series; one whose geometry cannot be read is opened in voxel units,
/// because its pixels are checked all the same.
[[nodiscard]] Result<Volume> readInMillimetresOrVoxels(SeriesSummary series);

/// SHA-256 of bytes, in hexadecimal.
[[nodiscard]] std::string sha256(const std::vector<std::byte>& bytes);
/// Appends a value as 32 bits, little endian.
void appendInt32(std::vector<std::byte>& to, std::int64_t value);

struct Statistics {
  double minimum = 0, maximum = 0, mean = 0;
};
/// Over all samples of all volumes.
[[nodiscard]] Statistics statisticsOf(const std::vector<Volume>& volumes);

/// A test parameter's name made of a path; "absent" of an empty one, which stands for no files.
[[nodiscard]] std::string nameOf(const std::string& path);

}  // namespace limn::test
