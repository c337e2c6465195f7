// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nifti_reader.h"

#include "nifti_geometry.h"
#include "nifti_header.h"
#include "packed_file.h"
#include "voxel_decode.h"

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <string>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

/// A header and the file that holds its voxels, opened at its first byte.
struct OpenNifti {
  NiftiHeader header;
  fs::path headerFile, voxelFile;
  PackedFile voxels;
};

/// "x.img.gz", "x.img", "X.IMG" ... for "x.hdr"; and the reverse with `from` = "img".
Result<fs::path> companionOf(const fs::path& file, std::string_view from, std::string_view to) {
  std::string name = file.filename().string();
  if (name.ends_with(".gz") || name.ends_with(".GZ")) name.resize(name.size() - 3);
  const std::string stem = fs::path(name).stem().string();
  std::string upper(to);
  for (char& c : upper)
    c = static_cast<char>(c - 'a' + 'A');
  for (const std::string& suffix :
       {std::string(to), std::string(to) + ".gz", upper, upper + ".GZ"}) {
    const fs::path candidate = file.parent_path() / (stem + "." + suffix);
    std::error_code error;
    if (fs::is_regular_file(candidate, error)) return candidate;
  }
  return fail(ErrorCode::NotFound,
              fmt::format("{}: its .{} file is missing; a NIfTI pair is a .hdr and a .img with one "
                          "name in one folder",
                          file.string(), from == "hdr" ? "img" : "hdr"));
}

bool hasSuffix(const fs::path& file, std::string_view suffix) {
  std::string name = file.filename().string();
  for (char& c : name)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name.ends_with(suffix) || name.ends_with(std::string(suffix) + ".gz");
}

Result<OpenNifti> openNifti(const fs::path& file) {
  fs::path headerFile = file;
  if (hasSuffix(file, ".img")) {
    auto header = companionOf(file, "img", "hdr");
    if (!header) return passOn(header);
    headerFile = *header;
  }
  auto input = PackedFile::open(headerFile);
  if (!input) return passOn(input);
  auto bytes = input->readUpTo(kNifti2HeaderBytes);
  if (!bytes) return passOn(bytes);
  auto header = parseNiftiHeader(*bytes, headerFile.string());
  if (!header) return passOn(header);

  fs::path voxelFile = headerFile;
  if (header->detached) {
    auto companion = companionOf(headerFile, "hdr", "img");
    if (!companion) return passOn(companion);
    voxelFile = *companion;
  }
  // Uncompressed voxels may begin with any two bytes, also with those of gzip.
  const bool plainVoxels =
      header->detached && voxelFile.extension() != ".gz" && voxelFile.extension() != ".GZ";
  auto voxels = PackedFile::open(voxelFile, plainVoxels ? Unpack::Never : Unpack::IfGzip);
  if (!voxels) return passOn(voxels);
  const double needed =
      static_cast<double>(header->dataOffset) +
      static_cast<double>(header->partBytes()) * static_cast<double>(header->parts);
  if (needed > static_cast<double>(voxels->mostBytes())) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{} is cut off: its header announces {:.0f} bytes, the file holds at most "
                    "{}",
                    voxelFile.string(), needed, voxels->mostBytes()));
  }
  return OpenNifti{std::move(*header), headerFile, voxelFile, std::move(*voxels)};
}

std::vector<fs::path> filesOf(const OpenNifti& nifti) {
  if (nifti.headerFile == nifti.voxelFile) return {nifti.headerFile};
  return {nifti.headerFile, nifti.voxelFile};
}

/// Reads one part and decompresses the others too, so that a truncated file is noticed.
Result<std::vector<std::byte>> readPart(OpenNifti& nifti, int part, const JobContext& job) {
  const std::uint64_t bytes = nifti.header.partBytes();
  const auto before = static_cast<std::uint64_t>(part) * bytes;
  const auto after = static_cast<std::uint64_t>(nifti.header.parts - part - 1) * bytes;
  if (auto ok = nifti.voxels.skip(nifti.header.dataOffset + before, job); !ok) return passOn(ok);
  std::vector<std::byte> raw(static_cast<std::size_t>(bytes));
  if (auto ok = nifti.voxels.read(raw, job); !ok) return passOn(ok);
  if (auto ok = nifti.voxels.skip(after, job); !ok) return passOn(ok);
  if (auto ok = nifti.voxels.checkEnd(); !ok) return passOn(ok);
  return raw;
}

void addSource(Volume& volume, const SeriesSummary& series, const OpenNifti& nifti) {
  volume.source.path = series.path;
  volume.source.files = filesOf(nifti);
  volume.source.format = "nifti";
  volume.source.description = series.description;
  if (nifti.header.version == 1) volume.source.niftiForms = nifti.header.forms;
  const double low = nifti.header.displayLow, high = nifti.header.displayHigh;
  if (std::isfinite(low) && std::isfinite(high) && high > low) {
    volume.window = Window{(low + high) / 2, high - low};
  }
}

}  // namespace

Result<std::vector<SeriesSummary>> scanNifti(const fs::path& file) {
  auto nifti = openNifti(file);
  if (!nifti) return passOn(nifti);
  const NiftiHeader& header = nifti->header;
  auto geometry = niftiGeometry(header.placement, header.size, nifti->headerFile.string());
  if (!geometry) return passOn(geometry);

  SeriesSummary summary;
  summary.path = file;
  summary.files = filesOf(*nifti);
  summary.format = "nifti";
  summary.parts = static_cast<int>(header.parts);
  summary.size = header.size;
  summary.warnings = header.warnings;
  summary.warnings.insert(summary.warnings.end(), geometry->warnings.begin(),
                          geometry->warnings.end());
  std::vector<SeriesSummary> all;
  for (int part = 0; part < summary.parts; ++part) {
    all.push_back(summary);
    all.back().part = part;
    all.back().description = header.description;
    if (summary.parts > 1) {
      all.back().description += fmt::format(
          "{}volume {} of {}", header.description.empty() ? "" : ", ", part + 1, summary.parts);
    }
  }
  return all;
}

Result<Volume> readNifti(const SeriesSummary& series, const JobContext& job) {
  if (series.files.empty()) return fail(ErrorCode::WrongUse, "the series names no file");
  auto nifti = openNifti(series.files.front());
  if (!nifti) return passOn(nifti);
  const NiftiHeader& header = nifti->header;
  if (series.part < 0 || series.part >= header.parts) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("{} holds {} volumes; volume {} does not exist",
                            nifti->headerFile.string(), header.parts, series.part + 1));
  }
  auto geometry = niftiGeometry(header.placement, header.size, nifti->headerFile.string());
  if (!geometry) return passOn(geometry);
  auto raw = readPart(*nifti, series.part, job);
  if (!raw) return passOn(raw);
  auto volume = decodeVoxels(geometry->grid, header.format, std::move(*raw));
  if (!volume) return passOn(volume, nifti->headerFile.string());
  addSource(*volume, series, *nifti);
  volume->warnings.insert(volume->warnings.begin(), geometry->warnings.begin(),
                          geometry->warnings.end());
  volume->warnings.insert(volume->warnings.begin(), header.warnings.begin(), header.warnings.end());
  return volume;
}

}  // namespace limn::imaging
