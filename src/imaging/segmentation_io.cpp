// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/segmentation_io.h"

#include "certificate.h"
#include "dicom/dicom_header.h"
#include "dicom/dicom_segmentation.h"
#include "file_kind.h"
#include "label_encoding.h"
#include "label_list.h"
#include "limn/base/atomic_file.h"
#include "limn/imaging/study_reader.h"
#include "nrrd/nrrd_reader.h"
#include "translate_exceptions.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

Result<void> checkSegmentation(const Segmentation& segmentation) {
  if (auto ok = segmentation.grid.check(); !ok) return ok;
  const auto expected = static_cast<std::size_t>(segmentation.grid.size.voxels());
  if (segmentation.voxels.size() != expected) {
    return fail(ErrorCode::Mismatch, fmt::format("the label volume has {} voxels, its grid {}",
                                                 segmentation.voxels.size(), expected));
  }
  return {};
}

/// Both files are complete under temporary names before one of them is renamed.
Result<WriteReport> writeLabels(const Segmentation& segmentation, const fs::path& file,
                                const JobContext& job) {
  const auto format = labelFormatOf(file);
  if (!format) return tl::unexpected<Error>(format.error());
  if (auto ok = checkSegmentation(segmentation); !ok) return passOn(ok);
  auto target = AtomicFile::create(file);
  if (!target) return passOn(target);

  job.report(0.1, "packing the labels");
  auto encoded = encodeLabels(segmentation, *format);
  if (!encoded) return passOn(encoded);
  if (auto ok = target->write(encoded->bytes); !ok) return passOn(ok);
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "writing was stopped");
  job.report(0.6, "reading the file back");
  auto verified = verifyLabels(target->temporaryPath(), segmentation, *encoded);
  if (!verified) return passOn(verified, "writing " + file.string());

  const fs::path certificate = file.string() + ".json";
  auto certificateFile = AtomicFile::create(certificate);
  if (!certificateFile) return passOn(certificateFile);
  const std::string text = certificateText(
      segmentation, {file, encoded->bytes, encoded->formsCopied, *verified, encoded->notes});
  if (auto ok = certificateFile->write(std::as_bytes(std::span(text))); !ok) return passOn(ok);
  if (auto ok = target->commit(); !ok) return passOn(ok);
  if (auto ok = certificateFile->commit(); !ok) return passOn(ok);
  job.report(1, "written");
  return WriteReport{file, certificate, std::move(encoded->notes)};
}

Result<std::vector<LabelId>> voxelLabels(const Volume& volume, const fs::path& file) {
  if (volume.channels != 1) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{} is a colour picture; labels are one whole number a voxel", file.string()));
  }
  const auto count = static_cast<std::size_t>(volume.grid.size.voxels());
  const std::size_t step = pixelBytes(volume.type);
  std::vector<LabelId> labels(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double v = sampleValue(volume.data->data() + i * step, volume.type);
    if (!(v >= 0 && v <= 65535) || v != std::trunc(v)) {
      return fail(ErrorCode::Unsupported,
                  fmt::format("{} holds the value {}; labels are whole numbers from 0 to 65535",
                              file.string(), v));
    }
    labels[i] = static_cast<LabelId>(v);
  }
  return labels;
}

bool isDicom(const fs::path& file) {
  std::error_code ignored;
  const auto kind = fs::is_regular_file(file, ignored) ? kindOf(file) : FileKind::Unknown;
  return kind && *kind == FileKind::Dicom;
}

Result<Segmentation> readLabels(const fs::path& file, const JobContext& job, ReadOptions options) {
  if (isDicom(file)) {
    auto segmentation = readDicomSegmentation(file, job);
    if (!segmentation) return segmentation;
    segmentation->source.path = file;
    return segmentation;
  }
  auto volume = readVolume(file, job, options);
  if (!volume) return passOn(volume);
  auto voxels = voxelLabels(*volume, file);
  if (!voxels) return passOn(voxels);
  Segmentation result;
  result.grid = volume->grid;
  result.labels = listLabels(*voxels);
  result.voxels = std::move(*voxels);
  result.source = std::move(volume->source);
  if (result.source.format == "nrrd") {
    auto segments = readNrrdSegments(file);
    if (!segments) return passOn(segments);
    result.labels = withSegmentNames(std::move(result.labels), *segments);
  }
  return result;
}

}  // namespace

Result<WriteReport> writeSegmentation(const Segmentation& segmentation, const fs::path& file,
                                      const JobContext& job) {
  return translateExceptions("writing " + file.string(),
                             [&] { return writeLabels(segmentation, file, job); });
}

Result<Segmentation> readSegmentation(const fs::path& file, const JobContext& job,
                                      ReadOptions options) {
  return translateExceptions("reading " + file.string(),
                             [&] { return readLabels(file, job, options); });
}

std::vector<fs::path> segmentationsIn(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (isDicom(it->path()) && readDicomHeader(it->path(), DicomPurpose::Segmentation)) {
      found.push_back(it->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace limn::imaging
