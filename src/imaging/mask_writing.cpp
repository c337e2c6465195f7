// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "certificate.h"
#include "dicom/dicom_segmentation.h"
#include "dicom/dicom_segmentation_writer.h"
#include "dicom/structure_set.h"
#include "label_encoding.h"
#include "label_list.h"
#include "limn/base/atomic_file.h"
#include "limn/imaging/mask_file.h"
#include "mask_reference.h"
#include "translate_exceptions.h"
#include "whole_file.h"

#include <fmt/core.h>

#include <span>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

Result<void> checkMasks(const Masks& masks) {
  const Grid& grid = masks.layers.front().grid;
  if (auto ok = grid.check(); !ok) return ok;
  const auto expected = static_cast<std::size_t>(grid.size.voxels());
  for (const Segmentation& layer : masks.layers) {
    if (layer.voxels.size() == expected) continue;
    return fail(ErrorCode::Mismatch, fmt::format("the label volume has {} voxels, its grid {}",
                                                 layer.voxels.size(), expected));
  }
  return {};
}

/// A file and its certificate under temporary names.
struct Prepared {
  AtomicFile file, certificate;
  WriteReport report;
};

/// What was written and what reading it back showed.
struct Written {
  std::vector<std::byte> bytes;
  bool formsCopied = false;
  std::vector<std::string> notes;
  Verification verification;
};

Result<Written> writeLabelFile(const Masks& masks, AtomicFile& target, MaskFormat format) {
  auto encoded = encodeLabels(masks, format);
  if (!encoded) return passOn(encoded);
  if (auto ok = target.write(encoded->bytes); !ok) return passOn(ok);
  auto verified = verifyLabels(target.temporaryPath(), masks, *encoded);
  if (!verified) return passOn(verified);
  return Written{std::move(encoded->bytes), encoded->formsCopied, std::move(encoded->notes),
                 std::move(*verified)};
}

Result<Written> writeDicom(const Masks& masks, AtomicFile& target, MaskFormat format,
                           const fs::path& reference, const JobContext& job) {
  auto series = findReferenceSeries(masks, reference, job);
  if (!series) return passOn(series);
  const bool isSet = format == MaskFormat::RtStructureSet;
  const fs::path& file = target.temporaryPath();
  auto notes = isSet ? writeStructureSet(masks, *series, file)
                     : writeDicomSegmentation(masks, *series, file);
  if (!notes) return passOn(notes);
  job.report(0.6, "reading the file back");
  const ReferenceImage image = referenceImage(series->plan);
  auto back = isSet              ? readStructureSet(file, image, job)
              : isRegular(image) ? readDicomSegmentation(file, job)
                                 : readDicomSegmentation(file, image, job);
  if (!back) return passOn(back, "reading it back");
  auto verified = checkVerification(
      file, compareMasks(masks, *back, isSet ? "Limn's filling of contours" : "Limn's reader"),
      series->plan.volume.grid);
  if (!verified) return passOn(verified);
  auto bytes = readWholeFile(file);
  if (!bytes) return passOn(bytes);
  return Written{std::move(*bytes), false, std::move(*notes), std::move(*verified)};
}

Result<Prepared> prepare(const Masks& masks, const fs::path& file, MaskFormat format,
                         const fs::path& reference, const JobContext& job) {
  auto target = AtomicFile::create(file);
  if (!target) return passOn(target);
  job.report(0.1, "packing the labels");
  const bool isDicom =
      format == MaskFormat::DicomSegmentation || format == MaskFormat::RtStructureSet;
  auto written = isDicom ? writeDicom(masks, *target, format, reference, job)
                         : writeLabelFile(masks, *target, format);
  if (!written) return passOn(written, "writing " + file.string());
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "writing was stopped");
  auto certificate = AtomicFile::create(file.string() + ".json");
  if (!certificate) return passOn(certificate);
  const std::string text = certificateText(
      masks, {file, written->bytes, written->formsCopied, written->verification, written->notes});
  if (auto ok = certificate->write(std::as_bytes(std::span(text))); !ok) return passOn(ok);
  return Prepared{std::move(*target),
                  std::move(*certificate),
                  {file, file.string() + ".json", std::move(written->notes)}};
}

/// "mask_layer2.nii.gz" for the second layer of "mask.nii.gz".
fs::path layerFile(const fs::path& file, std::size_t layer) {
  std::string name = file.filename().string();
  std::size_t dot = name.rfind('.');
  if (name.ends_with(".gz") || name.ends_with(".GZ")) dot = name.rfind('.', dot - 1);
  name.insert(std::min(dot, name.size()), fmt::format("_layer{}", layer + 1));
  return file.parent_path() / name;
}

Result<std::vector<Prepared>> prepareAll(const Masks& masks, const fs::path& file,
                                         MaskFormat format, const fs::path& reference,
                                         const JobContext& job) {
  std::vector<Prepared> all;
  const bool holdsLayers = format == MaskFormat::SegNrrd ||
                           format == MaskFormat::DicomSegmentation ||
                           format == MaskFormat::RtStructureSet;
  if (holdsLayers || masks.layers.size() == 1) {
    auto one = prepare(masks, file, format, reference, job);
    if (!one) return passOn(one);
    all.push_back(std::move(*one));
    return all;
  }
  for (std::size_t i = 0; i < masks.layers.size(); ++i) {
    auto one = prepare({{masks.layers[i]}, masks.codes, {}}, layerFile(file, i), format, {}, job);
    if (!one) return passOn(one);
    one->report.notes.push_back(
        fmt::format("labels overlap, and this format holds one for each voxel: this is file {} "
                    "of {}",
                    i + 1, masks.layers.size()));
    all.push_back(std::move(*one));
  }
  return all;
}

/// All files are complete under temporary names before one of them is renamed.
Result<std::vector<WriteReport>> write(Masks masks, const fs::path& file,
                                       const MaskWriteOptions& options, const JobContext& job) {
  auto format = options.format ? Result<MaskFormat>(*options.format) : maskFormatOf(file);
  if (!format) return passOn(format);
  if (auto ok = checkMasks(masks); !ok) return passOn(ok);
  for (Segmentation& layer : masks.layers)
    layer.labels = withSegmentNames(listLabels(layer.voxels), layer.labels);
  auto all = prepareAll(masks, file, *format, options.reference, job);
  if (!all) return passOn(all);
  std::vector<WriteReport> reports;
  for (Prepared& one : *all) {
    if (auto ok = one.file.commit(); !ok) return passOn(ok);
    if (auto ok = one.certificate.commit(); !ok) return passOn(ok);
    reports.push_back(std::move(one.report));
  }
  job.report(1, "written");
  return reports;
}

}  // namespace

Result<std::vector<WriteReport>> writeMasks(const Masks& masks, const fs::path& file,
                                            const MaskWriteOptions& options,
                                            const JobContext& job) {
  return translateExceptions("writing " + file.string(),
                             [&] { return write(masks, file, options, job); });
}

}  // namespace limn::imaging
