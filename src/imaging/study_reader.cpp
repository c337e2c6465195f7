// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/study_reader.h"

#include "dicom/dicom_series.h"
#include "file_kind.h"
#include "limn/base/trace.h"
#include "metaimage_reader.h"
#include "mgh_reader.h"
#include "nifti/nifti_reader.h"
#include "nrrd/nrrd_reader.h"
#include "picture/picture_reader.h"
#include "translate_exceptions.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

using Scanned = Result<std::vector<SeriesSummary>>;

/// A format whose volumes are in a single file. DICOM is not listed: its series have several files.
struct Format {
  FileKind kind;
  std::string_view name;  // SeriesSummary::format
  Scanned (*scan)(const fs::path& file);
  Result<Volume> (*read)(const SeriesSummary& series, const JobContext& job);
};
constexpr std::array kFormats{
    Format{FileKind::Nifti, "nifti", scanNifti, readNifti},
    Format{FileKind::Nrrd, "nrrd", scanNrrd, readNrrd},
    Format{FileKind::MetaImage, "metaimage", scanMetaImage, readMetaImage},
    Format{FileKind::Mgh, "mgh", scanMgh, readMgh},
    Format{FileKind::Picture, "image", scanPicture, readPicture},
};

Scanned scanSingle(FileKind kind, const fs::path& file) {
  const auto format = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const Format& f) { return f.kind == kind; });
  if (format != kFormats.end()) return format->scan(file);
  return fail(
      ErrorCode::Unsupported,
      fmt::format("{} is not in a format that Limn reads (DICOM, NIfTI, NRRD, MetaImage, MGH, PNG, "
                  "JPEG, BMP)",
                  file.string()));
}

Result<StudyScan> scanFile(const fs::path& file, const JobContext& job) {
  auto kind = kindOf(file);
  if (!kind) return passOn(kind);
  if (*kind == FileKind::Dicom) return scanDicom(file, job);
  auto series = scanSingle(*kind == FileKind::NiftiVoxels ? FileKind::Nifti : *kind, file);
  if (!series) return passOn(series);
  return StudyScan{std::move(*series), {}};
}

struct FolderScan {
  StudyScan volumes;
  std::vector<fs::path> dicomFiles;
  bool isForbidden = false;  // a file or folder may not be opened
};

/// Adds the volumes of one file of a folder; DICOM files are scanned together afterwards.
void addFile(FolderScan& found, const fs::path& file) {
  StudyScan& scan = found.volumes;
  auto kind = kindOf(file);
  if (!kind) {
    found.isForbidden = found.isForbidden || !std::ifstream(file);
    scan.skipped.push_back({file, kind.error().detail});
    return;
  }
  if (*kind == FileKind::Dicom && file.filename() != "DICOMDIR") found.dicomFiles.push_back(file);
  if (*kind == FileKind::Dicom || *kind == FileKind::NiftiVoxels) return;
  auto series = scanSingle(*kind, file);
  if (!series) {
    scan.skipped.push_back({file, series.error().message()});
    return;
  }
  scan.series.insert(scan.series.end(), series->begin(), series->end());
}

Result<FolderScan> scanVolumes(const fs::path& folder, const JobContext& job) {
  const trace::Span span("kinds of files");
  FolderScan found;
  std::vector<fs::path> folders{folder};
  while (!folders.empty()) {
    const fs::path current = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(current, error), end; !error && it != end; it.increment(error)) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "scanning was stopped");
      std::error_code ignored;
      if (it->is_directory(ignored) && !it->is_symlink(ignored)) {
        folders.push_back(it->path());
      } else if (it->is_regular_file(ignored)) {
        files.push_back(it->path());
      }
    }
    if (error) {
      found.isForbidden = found.isForbidden || error == std::errc::permission_denied;
      found.volumes.skipped.push_back({current, "the folder cannot be read: " + error.message()});
    }
    for (const fs::path& file : files) {
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "scanning was stopped");
      addFile(found, file);
    }
  }
  std::sort(found.dicomFiles.begin(), found.dicomFiles.end());
  return found;
}

/// Files that belong to a series (such as detached voxels) are not skipped files, and each file is
/// listed once.
void tidySkipped(StudyScan& scan) {
  std::vector<fs::path> used;
  for (const SeriesSummary& s : scan.series)
    used.insert(used.end(), s.files.begin(), s.files.end());
  std::sort(used.begin(), used.end());
  std::erase_if(scan.skipped, [&](const SkippedFile& s) {
    return std::binary_search(used.begin(), used.end(), s.path);
  });
  std::stable_sort(scan.skipped.begin(), scan.skipped.end(),
                   [](const auto& a, const auto& b) { return a.path < b.path; });
  const auto last = std::unique(scan.skipped.begin(), scan.skipped.end(),
                                [](const auto& a, const auto& b) { return a.path == b.path; });
  scan.skipped.erase(last, scan.skipped.end());
}

Result<StudyScan> scanFolder(const fs::path& folder, const JobContext& job) {
  auto found = scanVolumes(folder, job);
  if (!found) return passOn(found);
  Result<StudyScan> scan = std::move(found->volumes);
  auto dicom = scanDicomFiles(folder, found->dicomFiles, job);
  if (!dicom) return dicom;
  std::stable_sort(scan->series.begin(), scan->series.end(),
                   [](const auto& a, const auto& b) { return a.files.front() < b.files.front(); });
  scan->series.insert(scan->series.begin(), dicom->series.begin(), dicom->series.end());
  scan->skipped.insert(scan->skipped.begin(), dicom->skipped.begin(), dicom->skipped.end());
  for (SeriesSummary& series : scan->series)
    series.path = folder;
  tidySkipped(*scan);
  if (!scan->series.empty()) return scan;

  if (scan->skipped.empty()) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} holds no file that could be a scan", folder.string()));
  }
  const SkippedFile& first = scan->skipped.front();
  return fail(
      found->isForbidden ? ErrorCode::Unreadable : ErrorCode::Unsupported,
      fmt::format("{} holds no image that Limn can show; {} files were skipped, the first "
                  "is {}: {}",
                  folder.string(), scan->skipped.size(), first.path.string(), first.reason));
}

Result<StudyScan> scanAny(const fs::path& path, const JobContext& job) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ErrorCode::NotFound, fmt::format("{} does not exist", path.string()));
  }
  if (error) {
    return fail(ErrorCode::Unreadable,
                fmt::format("cannot open {}: {}", path.string(), error.message()));
  }
  auto scan = fs::is_directory(status) ? scanFolder(path, job) : scanFile(path, job);
  if (!scan) return scan;
  std::stable_sort(scan->series.begin(), scan->series.end(),
                   [](const auto& a, const auto& b) { return a.size.voxels() > b.size.voxels(); });
  return scan;
}

Result<Volume> readAny(const SeriesSummary& series, const JobContext& job) {
  if (series.format == "dicom") return readDicomSeries(series, job);
  const auto format = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const Format& f) { return f.name == series.format; });
  if (format == kFormats.end()) {
    return fail(ErrorCode::WrongUse, fmt::format("no reader for format '{}'", series.format));
  }
  return format->read(series, job);
}

std::string choiceLine(const SeriesSummary& s) {
  std::string line = fmt::format("\n  {} x {} x {}  {} {}", s.size.x, s.size.y, s.size.z,
                                 s.modality, s.description);
  if (!s.seriesInstanceUid.empty()) line += "  " + s.seriesInstanceUid;
  if (s.seriesInstanceUid.empty() && !s.files.empty()) line += "  " + s.files.front().string();
  return line;
}

tl::unexpected<Error> severalChoices(const fs::path& path,
                                     const std::vector<SeriesSummary>& series) {
  constexpr std::size_t kMostLines = 20;
  std::string text = fmt::format("{} holds {} volumes; choose one:", path.string(), series.size());
  for (std::size_t i = 0; i < std::min(kMostLines, series.size()); ++i)
    text += choiceLine(series[i]);
  if (series.size() > kMostLines)
    text += fmt::format("\n  and {} more", series.size() - kMostLines);
  return fail(ErrorCode::Mismatch, std::move(text));
}

}  // namespace

Result<StudyScan> scanStudy(const fs::path& path, const JobContext& job) {
  return translateExceptions("scanning " + path.string(), [&] { return scanAny(path, job); });
}

Result<Volume> readSeries(const SeriesSummary& series, const JobContext& job) {
  return translateExceptions("reading " + series.path.string(),
                             [&] { return readAny(series, job); });
}

Result<Volume> readMiddleSlice(const SeriesSummary& series, const JobContext& job) {
  return translateExceptions("reading " + series.path.string(), [&] {
    SeriesSummary chosen = series;
    chosen.inVoxelUnits = !series.geometryFault.empty();
    return series.format == "dicom" ? readDicomMiddleSlice(chosen, job) : readAny(chosen, job);
  });
}

Result<Volume> readVolume(const fs::path& path, const JobContext& job, ReadOptions options) {
  auto scan = scanStudy(path, job);
  if (!scan) return passOn(scan);
  std::vector<SeriesSummary>& series = scan->series;
  if (series.empty()) {
    const std::string why =
        scan->skipped.empty() ? "nothing is there" : scan->skipped.front().reason;
    return fail(ErrorCode::Unsupported, fmt::format("{} holds no volume: {}", path.string(), why));
  }
  if (series.size() > 1) return severalChoices(path, series);
  series.front().inVoxelUnits = options.inVoxelUnits;
  return readSeries(series.front(), job);
}

}  // namespace limn::imaging
