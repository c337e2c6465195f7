// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "mgh_reader.h"

#include "orientation.h"
#include "packed_file.h"
#include "voxel_decode.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kHeaderBytes = 284;

struct OpenMgh {
  PackedFile input;  // at the first voxel
  PlacedGrid placed;
  std::int64_t frames = 1;
  SampleFormat format;
  bool oriented = false;

  [[nodiscard]] std::uint64_t frameBytes() const {
    return static_cast<std::uint64_t>(placed.grid.size.voxels()) * sampleBytes(format.type);
  }
};

template <class T>
T bigEndian(const std::vector<std::byte>& bytes, std::size_t at) {
  std::array<std::byte, sizeof(T)> b{};
  std::reverse_copy(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    bytes.begin() + static_cast<std::ptrdiff_t>(at + sizeof(T)), b.begin());
  return std::bit_cast<T>(b);
}

Vec3 vectorAt(const std::vector<std::byte>& bytes, std::size_t at) {
  return {bigEndian<float>(bytes, at), bigEndian<float>(bytes, at + 4),
          bigEndian<float>(bytes, at + 8)};
}

Result<SampleType> mghSampleType(std::int32_t code, const std::string& name) {
  switch (code) {
    case 0:
      return SampleType::UInt8;
    case 1:
      return SampleType::Int32;
    case 3:
      return SampleType::Float32;
    case 4:
      return SampleType::Int16;
    case 10:
      return SampleType::UInt16;
    default:
      return fail(ErrorCode::Unsupported,
                  fmt::format("{}: voxel type {} of MGH is not read", name, code));
  }
}

/// The header places the centre of the volume, in RAS.
Affine affineOf(const std::vector<std::byte>& bytes, Size3 size, bool oriented) {
  Affine ras;
  ras.columns = {Vec3{-1, 0, 0}, Vec3{0, 0, -1}, Vec3{0, 1, 0}};  // what FreeSurfer assumes
  Vec3 centre{}, spacing{1, 1, 1};
  if (oriented) {
    spacing = vectorAt(bytes, 30);
    ras.columns = {vectorAt(bytes, 42), vectorAt(bytes, 54), vectorAt(bytes, 66)};
    centre = vectorAt(bytes, 78);
  }
  ras.origin = centre;
  for (int i = 0; i < 3; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    ras.columns[axis] = ras.columns[axis] * spacing[i];
    ras.origin = ras.origin - ras.columns[axis] * (static_cast<double>(size[i]) / 2);
  }
  return flipXY(ras);
}

Result<OpenMgh> openMgh(const fs::path& file) {
  const std::string name = file.string();
  auto input = PackedFile::open(file);
  if (!input) return passOn(input);
  std::vector<std::byte> bytes(kHeaderBytes);
  if (auto ok = input->read(bytes, {}); !ok) return passOn(ok);
  if (bigEndian<std::int32_t>(bytes, 0) != 1) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is not MGH version 1", name));
  }
  Grid sized;
  sized.size = {bigEndian<std::int32_t>(bytes, 4), bigEndian<std::int32_t>(bytes, 8),
                bigEndian<std::int32_t>(bytes, 12)};
  if (auto ok = sized.check(); !ok) return passOn(ok, name);
  const std::int64_t frames = bigEndian<std::int32_t>(bytes, 16);
  if (frames < 1 || frames > 65536) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: {} frames; expected 1 to 65536", name, frames));
  }
  auto type = mghSampleType(bigEndian<std::int32_t>(bytes, 20), name);
  if (!type) return passOn(type);
  const bool oriented = bigEndian<std::int16_t>(bytes, 28) > 0;
  const Affine affine = affineOf(bytes, sized.size, oriented);
  auto placed = isInvertible(affine) ? gridFromAffine(affine, sized.size) : std::nullopt;
  if (!placed) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: its axes are too far from right angles; resample it first", name));
  }
  if (auto ok = placed->grid.check(); !ok) return passOn(ok, name);
  if (!oriented) placed->grid.calibration = Calibration::None;
  OpenMgh mgh{std::move(*input), std::move(*placed), frames, {*type, true, 1, 0, 1}, oriented};
  if (mgh.frameBytes() > mgh.input.mostBytes() / static_cast<std::uint64_t>(frames)) {
    return fail(ErrorCode::Unreadable, fmt::format("{} is cut off: fewer bytes than its header "
                                                   "announces",
                                                   name));
  }
  return mgh;
}

std::vector<std::string> warningsOf(const OpenMgh& mgh) {
  std::vector<std::string> all;
  if (!mgh.oriented)
    all.emplace_back("the header states neither voxel size nor orientation (goodRASFlag is 0)");
  if (mgh.placed.warning) all.push_back(*mgh.placed.warning);
  return all;
}

}  // namespace

Result<std::vector<SeriesSummary>> scanMgh(const fs::path& file) {
  auto mgh = openMgh(file);
  if (!mgh) return passOn(mgh);
  std::vector<SeriesSummary> all;
  for (int part = 0; part < mgh->frames; ++part) {
    SeriesSummary& s = all.emplace_back();
    s.path = file;
    s.files = {file};
    s.format = "mgh";
    s.part = part;
    s.parts = static_cast<int>(mgh->frames);
    s.size = mgh->placed.grid.size;
    s.warnings = warningsOf(*mgh);
    if (mgh->frames > 1) s.description = fmt::format("volume {} of {}", part + 1, mgh->frames);
  }
  return all;
}

Result<Volume> readMgh(const SeriesSummary& series, const JobContext& job) {
  if (series.files.empty()) return fail(ErrorCode::WrongUse, "the series names no file");
  const fs::path& file = series.files.front();
  auto mgh = openMgh(file);
  if (!mgh) return passOn(mgh);
  if (series.part < 0 || series.part >= mgh->frames) {
    return fail(ErrorCode::OutOfRange, fmt::format("{} holds {} volumes; volume {} does not exist",
                                                   file.string(), mgh->frames, series.part + 1));
  }
  const auto part = static_cast<std::uint64_t>(series.part);
  if (auto ok = mgh->input.skip(part * mgh->frameBytes(), job); !ok) return passOn(ok);
  std::vector<std::byte> raw(static_cast<std::size_t>(mgh->frameBytes()));
  if (auto ok = mgh->input.read(raw, job); !ok) return passOn(ok);
  const auto rest = static_cast<std::uint64_t>(mgh->frames) - part - 1;
  if (auto ok = mgh->input.skip(rest * mgh->frameBytes(), job); !ok) return passOn(ok);
  if (auto ok = mgh->input.checkEnd(); !ok) return passOn(ok);
  auto volume = decodeVoxels(mgh->placed.grid, mgh->format, std::move(raw));
  if (!volume) return passOn(volume, file.string());
  volume->source.path = series.path;
  volume->source.files = {file};
  volume->source.format = "mgh";
  volume->source.description = series.description;
  const auto warnings = warningsOf(*mgh);
  volume->warnings.insert(volume->warnings.begin(), warnings.begin(), warnings.end());
  return volume;
}

}  // namespace limn::imaging
