// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_io.h"

#include "limn/imaging/pixel_hash.h"
#include "limn/imaging/study_reader.h"
#include "limn/store/case_file.h"
#include "limn/store/open_cases.h"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

constexpr double kSamePlaceMm = 0.01;  // corners of the same grid

/// FNV-1a: the same on every machine.
std::uint32_t shortHash(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// A name with the name of the source, always the same for the same pixels on the same grid.
std::string keptName(const Volume& volume, const std::string& pixelHash) {
  std::string name;
  for (const char c : volume.source.path.filename().string().substr(0, 40)) {
    const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    name += isPlain ? c : '_';
  }
  const Grid& grid = volume.grid;
  const std::string place =
      fmt::format("{:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {}", grid.spacing.x, grid.spacing.y,
                  grid.spacing.z, grid.origin.x, grid.origin.y, grid.origin.z, grid.axisCodes());
  return fmt::format("{}-{}-{:08x}{}", name.empty() ? "case" : name, pixelHash.substr(0, 16),
                     shortHash(place), store::kCaseSuffix);
}

Result<core::OpenedCase> openKept(store::OpenCases& cases, const Volume& volume,
                                  const JobContext& job) {
  job.report(-1, "looking for earlier work");
  const std::string hash = imaging::pixelHash(volume);
  const fs::path folder = caseFolder();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  }
  return cases.open(folder / keptName(volume, hash), core::caseSource(volume, hash));
}

}  // namespace

fs::path caseFolder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return fs::path(data) / "limn" / "cases";
  }
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : ".") / ".local" / "share" / "limn" / "cases";
}

std::string readerName() {
  if (const char* reader = std::getenv("LIMN_READER"); reader != nullptr && *reader != '\0') {
    return reader;
  }
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_name : fmt::format("user {}", ::getuid());
}

Result<void> checkSource(const CaseSource& source, const Volume& volume,
                         const std::string& pixelHash) {
  if (source.pixelHash != pixelHash) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} is not what the case is about: expected pixels with SHA-256 {}…, "
                            "found {}…; name the volume it was made on",
                            volume.source.path.string(), source.pixelHash.substr(0, 12),
                            pixelHash.substr(0, 12)));
  }
  if (const double mm = largestCornerDistance(source.grid, volume.grid); !(mm <= kSamePlaceMm)) {
    return fail(ErrorCode::Mismatch,
                fmt::format("{} has the pixels that the case is about, but lies {:.2f} mm away in "
                            "the patient; name the volume it was made on",
                            volume.source.path.string(), mm));
  }
  return {};
}

Result<Volume> findVolume(const CaseSource& source, const fs::path& place, const JobContext& job) {
  const fs::path path = place.empty() ? source.source.path : place;
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("the case is about {}, which is not there; say where it is now with "
                            "--source PATH",
                            path.string()));
  }
  auto scan = imaging::scanStudy(path, job);
  if (!scan) return passOn(scan);
  Result<Volume> found = fail(ErrorCode::Mismatch,
                              fmt::format("{} does not hold the volume that the case is about; say "
                                          "where it is now with --source PATH",
                                          path.string()));
  for (SeriesSummary& series : scan->series) {
    if (series.size != source.grid.size) continue;
    series.inVoxelUnits = source.grid.calibration == Calibration::None;
    auto volume = imaging::readSeries(series, job);
    if (!volume) return passOn(volume);
    auto same = checkSource(source, *volume, imaging::pixelHash(*volume));
    if (same) return volume;
    found = passOn(same);
  }
  return found;
}

core::CaseIo makeCaseIo() {
  core::CaseIo io;
  const auto cases = std::make_shared<store::OpenCases>(readerName());
  io.source = [](const fs::path& file) -> Result<CaseSource> {
    auto opened = store::CaseFile::open(file, store::CaseFile::Access::ReadOnly);
    if (!opened) return passOn(opened);
    auto summary = opened->summary();
    if (!summary) return passOn(summary);
    return std::move(summary->source);
  };
  io.open = [cases](const fs::path& file, const CaseSource& source) {
    return cases->open(file, source);
  };
  io.volume = findVolume;
  io.openKept = [cases](const Volume& volume, const JobContext& job) {
    return openKept(*cases, volume, job);
  };
  return io;
}

}  // namespace limn::apps
