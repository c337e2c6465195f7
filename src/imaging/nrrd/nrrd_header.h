// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "orientation.h"
#include "voxel_decode.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace limn::imaging {

enum class NrrdEncoding { Raw, Gzip, Text, Hex };

/// One axis of a NRRD array, the first being the fastest.
enum class NrrdAxisRole { Space, Colour, List };
struct NrrdAxis {
  std::int64_t size = 1;
  NrrdAxisRole role = NrrdAxisRole::Space;
};

/// The key under which Limn writes calibrationName() where a header cannot say it.
inline constexpr const char* kCalibrationKey = "Limn_Calibration";

/// A NRRD header that follows the rules of the format.
struct NrrdHeader {
  std::vector<NrrdAxis> axes;
  SampleFormat format;
  NrrdEncoding encoding = NrrdEncoding::Raw;
  Affine affine;  // of the up to three space axes, LPS
  Calibration calibration = Calibration::Patient;
  std::vector<std::string> dataFiles;         // empty: the voxels follow the header
  std::int64_t lineSkip = 0, byteSkip = 0;    // byteSkip -1: voxels are the last bytes
  std::map<std::string, std::string> values;  // "key:=value" pairs
  std::string content;
  std::vector<std::string> warnings;

  [[nodiscard]] Size3 size() const;          // of the space axes
  [[nodiscard]] std::int64_t parts() const;  // product of the list axes
  [[nodiscard]] std::uint64_t sampleCount() const;
};

/// `text` is everything up to the blank line. Unreadable: not NRRD, impossible sizes; Unsupported:
/// types and encodings that Limn does not read. `name` is for messages.
[[nodiscard]] Result<NrrdHeader> parseNrrdHeader(std::string_view text, const std::string& name);

}  // namespace limn::imaging
