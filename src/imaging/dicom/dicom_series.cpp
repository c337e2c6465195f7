// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_series.h"

#include "dicom_folder.h"
#include "dicom_geometry.h"
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
#include <variant>
#include <vector>

namespace limn::imaging {

namespace {

namespace fs = std::filesystem;

/// One result per file, in the order of the files.
Result<std::vector<Result<DicomHeader>>> readHeaders(const std::vector<fs::path>& files,
                                                     const JobContext& job, const Stage& stage) {
  std::vector<std::optional<Result<DicomHeader>>> slots(files.size());
  auto read = forEachParallel(
      files.size(), job, stage, [] { return std::monostate{}; },
      [&](std::monostate&, std::size_t i) -> Result<void> {
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

/// Files without a series UID are grouped by everything else that identifies a series.
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

/// What a scan read of a series; shared by its volumes.
struct ScannedSeries {
  std::vector<DicomHeader> headers;
  std::vector<DicomVolume> volumes;
};

std::vector<std::size_t> filesOf(const DicomVolume& volume) {
  std::vector<std::size_t> files;
  for (const DicomSlice& slice : volume.slices)
    files.push_back(slice.file);
  std::ranges::sort(files);
  files.erase(std::ranges::unique(files).begin(), files.end());
  return files;
}

void summarise(std::vector<DicomHeader> headers, const fs::path& scanned, StudyScan& scan) {
  auto volumes = buildVolumes(headers);
  const auto known =
      std::make_shared<const ScannedSeries>(ScannedSeries{std::move(headers), std::move(volumes)});
  for (std::size_t i = 0; i < known->volumes.size(); ++i) {
    const DicomVolume& volume = known->volumes[i];
    const DicomHeader& first = known->headers[volume.slices.front().file];
    SeriesSummary s;
    s.path = scanned;
    for (const std::size_t file : filesOf(volume))
      s.files.push_back(known->headers[file].path);
    s.format = "dicom";
    s.modality = first.modality;
    s.description = describe(first, volume);
    s.seriesInstanceUid = first.seriesInstanceUid;
    s.text = first.text;
    s.part = static_cast<int>(i);
    s.parts = static_cast<int>(known->volumes.size());
    s.size = volume.grid.size;
    s.warnings = volume.warnings;
    s.geometryFault = volume.geometryFault;
    s.scanned = known;
    scan.series.push_back(std::move(s));
  }
}

bool isUnchanged(const DicomHeader& header) {
  auto now = ByteSource::open(header.path);
  return now && now->modified() == header.modified && now->size() == header.fileSize;
}

/// The headers of a series, and which of its volumes to read.
struct ChosenVolume {
  std::shared_ptr<const ScannedSeries> series;
  std::size_t index = 0;

  [[nodiscard]] const DicomVolume& volume() const { return series->volumes[index]; }
  [[nodiscard]] const DicomHeader& first() const {
    return series->headers[volume().slices.front().file];
  }
};

/// Reads the headers again. The files hold other volumes too where one has frames of several.
Result<ChosenVolume> readAgain(const SeriesSummary& series, const JobContext& job) {
  std::vector<fs::path> files = series.files;
  if (files.empty()) return fail(ErrorCode::WrongUse, "the series names no files");
  std::ranges::sort(files);
  auto results = readHeaders(files, job, {0, 0.1, "reading DICOM headers"});
  if (!results) return passOn(results);
  std::vector<DicomHeader> headers;
  for (std::size_t i = 0; i < results->size(); ++i) {
    auto& result = (*results)[i];
    if (!result) return passOn(result, fmt::format("reading {}", files[i].string()));
    headers.push_back(std::move(*result));
  }
  auto volumes = buildVolumes(headers);
  const std::size_t index =
      volumes.size() == 1 ? 0 : static_cast<std::size_t>(std::max(series.part, 0));
  if (index >= volumes.size()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{} holds {} volume(s) now, number {} was asked for; scan it again",
                            series.path.string(), volumes.size(), series.part + 1));
  }
  return ChosenVolume{
      std::make_shared<const ScannedSeries>(ScannedSeries{std::move(headers), std::move(volumes)}),
      index};
}

/// Uses what the scan read if the files of the volume are unchanged, and reads them again if not.
Result<ChosenVolume> chooseVolume(const SeriesSummary& series, const JobContext& job) {
  const auto known = std::static_pointer_cast<const ScannedSeries>(series.scanned);
  const auto index = static_cast<std::size_t>(std::max(series.part, 0));
  if (known == nullptr || index >= known->volumes.size()) return readAgain(series, job);
  const bool isSame = std::ranges::all_of(filesOf(known->volumes[index]), [&](std::size_t file) {
    return isUnchanged(known->headers[file]);
  });
  return isSame ? ChosenVolume{known, index} : readAgain(series, job);
}

/// The plan of a volume, in voxel units where its geometry cannot be read and that was agreed to.
Result<DicomVolume> planOf(const ChosenVolume& chosen, const SeriesSummary& series) {
  DicomVolume plan = chosen.volume();
  if (!plan.geometryFault.empty()) {
    if (!series.inVoxelUnits) {
      return fail(ErrorCode::Uncalibrated,
                  fmt::format("{} cannot be placed in the patient: {}. Repair the file, or open it "
                              "in voxel units (--uncalibrated): without lengths, volumes, left and "
                              "right",
                              describe(chosen.first(), plan), plan.geometryFault));
    }
    plan.grid = voxelGrid(plan.grid.size);
    plan.warnings = {"Not calibrated: " + plan.geometryFault + "."};
  }
  return plan;
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
    summarise(std::move(group), path, scan);
  std::ranges::stable_sort(scan.series, std::greater{},
                           [](const SeriesSummary& s) { return s.size.voxels(); });
  std::ranges::sort(scan.skipped, {}, &SkippedFile::path);
  return scan;
}

Result<DicomPlan> planDicomSeries(const SeriesSummary& series, const JobContext& job) {
  auto chosen = chooseVolume(series, job);
  if (!chosen) return passOn(chosen);
  auto volume = planOf(*chosen, series);
  if (!volume) return passOn(volume);
  // the headers are kept alive by the series that they are a part of
  return DicomPlan{{chosen->series, &chosen->series->headers}, std::move(*volume)};
}

SourceRef sourceOf(const DicomPlan& plan) {
  return sourceOf(*plan.headers, plan.volume);
}

Result<Volume> readDicomSeries(const SeriesSummary& series, const JobContext& job) {
  const trace::Span span("DICOM series");
  auto chosen = chooseVolume(series, job);
  if (!chosen) return passOn(chosen);
  auto plan = planOf(*chosen, series);
  if (!plan) return passOn(plan);
  auto volume = readDicomVolume(chosen->series->headers, *plan, job);
  if (!volume) return volume;
  volume->source.path = series.path;
  volume->source.description = describe(chosen->first(), chosen->volume());
  return volume;
}

Result<Volume> readDicomMiddleSlice(const SeriesSummary& series, const JobContext& job) {
  auto chosen = chooseVolume(series, job);
  if (!chosen) return passOn(chosen);
  auto plan = planOf(*chosen, series);
  if (!plan) return passOn(plan);
  plan->slices = {plan->slices[plan->slices.size() / 2]};
  plan->grid.size.z = 1;
  return readDicomVolume(chosen->series->headers, *plan, job);
}

}  // namespace limn::imaging
