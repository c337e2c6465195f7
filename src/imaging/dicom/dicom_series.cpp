// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_series.h"

#include "dicom_folder.h"
#include "dicom_header.h"
#include "dicom_stack.h"
#include "dicom_volume_reader.h"
#include "limn/base/trace.h"
#include "workers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace limn::imaging {

namespace {

namespace fs = std::filesystem;

struct Nothing {};

/// One result per file, in the order of the files.
Result<std::vector<Result<DicomHeader>>> readHeaders(const std::vector<fs::path>& files,
                                                     const JobContext& job, const Stage& stage) {
  std::vector<std::optional<Result<DicomHeader>>> slots(files.size());
  auto read = forEachParallel(
      files.size(), job, stage, [] { return Nothing{}; },
      [&](Nothing&, std::size_t i) -> Result<void> {
        slots[i] = readDicomHeader(files[i]);
        return {};
      });
  if (!read) return passOn(read);
  std::vector<Result<DicomHeader>> headers;
  headers.reserve(slots.size());
  for (auto& slot : slots)
    headers.push_back(std::move(*slot));
  return headers;
}

/// Files without a series UID belong together when everything else says so.
std::string seriesKey(const DicomHeader& h) {
  if (!h.seriesInstanceUid.empty()) return h.seriesInstanceUid;
  return fmt::format("{}|{}|{}|{}|{}", h.studyInstanceUid, h.modality, h.seriesNumber,
                     h.path.parent_path().string(), h.sopInstanceUid);
}

std::string describe(const DicomHeader& first, const DicomVolume& volume) {
  std::string text = first.modality.empty() ? "Series" : first.modality + " series";
  if (first.seriesNumber != 0) text += fmt::format(" {}", first.seriesNumber);
  if (!first.seriesDescription.empty()) text += fmt::format(" '{}'", first.seriesDescription);
  const Size3 size = volume.grid.size;
  text += fmt::format(" ({}x{}x{})", size.x, size.y, size.z);
  if (!volume.label.empty()) text += ", " + volume.label;
  return text;
}

using Headers = std::shared_ptr<const std::vector<DicomHeader>>;

void summarise(const Headers& known, const fs::path& scanned, StudyScan& scan) {
  const std::vector<DicomHeader>& headers = *known;
  const auto volumes = buildVolumes(headers);
  std::vector<fs::path> files;
  for (const auto& header : headers)
    files.push_back(header.path);
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const DicomHeader& first = headers[volumes[i].slices.front().file];
    SeriesSummary s;
    s.path = scanned;
    s.files = files;
    s.format = "dicom";
    s.modality = first.modality;
    s.description = describe(first, volumes[i]);
    s.seriesInstanceUid = first.seriesInstanceUid;
    s.text = first.text;
    s.part = static_cast<int>(i);
    s.parts = static_cast<int>(volumes.size());
    s.size = volumes[i].grid.size;
    s.warnings = volumes[i].warnings;
    s.scanned = known;
    scan.series.push_back(std::move(s));
  }
}

bool isUnchanged(const DicomHeader& header) {
  auto now = ByteSource::open(header.path);
  return now && now->modified() == header.modified && now->size() == header.fileSize;
}

/// What the scan read, as long as the files are the same; else it is read anew.
Result<Headers> headersOf(const SeriesSummary& series, const JobContext& job) {
  if (auto known = std::static_pointer_cast<const std::vector<DicomHeader>>(series.scanned)) {
    if (std::ranges::all_of(*known, isUnchanged)) return known;
  }
  std::vector<fs::path> files = series.files;
  std::ranges::sort(files);
  auto results = readHeaders(files, job, {0, 0.1, "reading DICOM headers"});
  if (!results) return passOn(results);
  auto headers = std::make_shared<std::vector<DicomHeader>>();
  for (std::size_t i = 0; i < results->size(); ++i) {
    auto& result = (*results)[i];
    if (!result) return passOn(result, fmt::format("reading {}", files[i].string()));
    headers->push_back(std::move(*result));
  }
  return headers;
}

}  // namespace

bool looksLikeDicom(const fs::path& file) {
  return startsLikeDicom(file);
}

Result<StudyScan> scanDicom(const fs::path& path, const JobContext& job) {
  std::vector<SkippedFile> skipped;
  auto files = dicomFilesIn(path, skipped, job);
  if (!files) return passOn(files);
  auto scan = scanDicomFiles(path, *files, job);
  if (!scan) return scan;
  scan->skipped.insert(scan->skipped.end(), skipped.begin(), skipped.end());
  std::ranges::sort(scan->skipped, {}, &SkippedFile::path);
  return scan;
}

Result<StudyScan> scanDicomFiles(const fs::path& path, const std::vector<fs::path>& files,
                                 const JobContext& job) {
  const trace::Span span("DICOM headers");
  StudyScan scan;
  auto headers = readHeaders(files, job, {0, 1, "reading DICOM headers"});
  if (!headers) return passOn(headers);
  std::map<std::string, std::vector<DicomHeader>> series;
  for (std::size_t i = 0; i < headers->size(); ++i) {
    auto& header = (*headers)[i];
    if (header) {
      series[seriesKey(*header)].push_back(std::move(*header));
    } else if (!fs::is_directory(path)) {
      return passOn(header, fmt::format("reading {}", path.string()));
    } else {
      scan.skipped.push_back({files[i], header.error().message()});
    }
  }
  for (auto& [key, group] : series)
    summarise(std::make_shared<const std::vector<DicomHeader>>(std::move(group)), path, scan);
  std::ranges::stable_sort(scan.series, std::greater{},
                           [](const SeriesSummary& s) { return s.size.voxels(); });
  std::ranges::sort(scan.skipped, {}, &SkippedFile::path);
  return scan;
}

Result<Volume> readDicomSeries(const SeriesSummary& series, const JobContext& job) {
  const trace::Span span("DICOM series");
  auto known = headersOf(series, job);
  if (!known) return passOn(known);
  const std::vector<DicomHeader>& headers = **known;
  if (headers.empty()) return fail(ErrorCode::WrongUse, "the series names no files");
  const auto volumes = buildVolumes(headers);
  if (series.part < 0 || static_cast<std::size_t>(series.part) >= volumes.size()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds {} volume(s) now, number {} was asked for; scan it again",
                            series.path.string(), volumes.size(), series.part + 1));
  }
  const auto& chosen = volumes[static_cast<std::size_t>(series.part)];
  auto volume = readDicomVolume(headers, chosen, job);
  if (!volume) return volume;
  volume->source.path = series.path;
  volume->source.description = describe(headers[chosen.slices.front().file], chosen);
  return volume;
}

}  // namespace limn::imaging
