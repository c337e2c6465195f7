// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom/dicom_segmentation.h"
#include "dicom/structure_set.h"
#include "file_kind.h"
#include "label_list.h"
#include "limn/imaging/mask_file.h"
#include "limn/imaging/study_reader.h"
#include "mask_layers.h"
#include "mask_reference.h"
#include "nrrd/nrrd_reader.h"
#include "translate_exceptions.h"

#include <fmt/core.h>

#include <cmath>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

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

Result<Masks> readLabelVolume(const fs::path& file, const JobContext& job, bool inVoxelUnits) {
  auto volume = readVolume(file, job, {inVoxelUnits});
  if (!volume) return passOn(volume);
  auto voxels = voxelLabels(*volume, file);
  if (!voxels) return passOn(voxels);
  Masks masks;
  auto labels = listLabels(*voxels);
  masks.layers.push_back(
      {volume->grid, std::move(*voxels), std::move(labels), std::move(volume->source)});
  return masks;
}

/// Values of a layer and the labels that they become.
struct LayerValues {
  std::map<LabelId, LabelId> label;
  std::vector<LabelInfo> list;
};

/// A label's value is unique in the file, while the layers of 3D Slicer may use the same ones.
std::vector<LayerValues> layerValues(const std::vector<NrrdSegment>& segments, std::size_t layers,
                                     Masks& masks) {
  std::vector<LayerValues> values(layers);
  LabelNumbers numbers;
  for (const NrrdSegment& segment : segments) {
    if (segment.layer < 0 || segment.layer >= static_cast<std::int64_t>(layers)) continue;
    LayerValues& layer = values[static_cast<std::size_t>(segment.layer)];
    LabelInfo info = segment.label;
    info.id = numbers.take(segment.label.id, segment.label.name);
    layer.label[segment.label.id] = info.id;
    if (!(segment.codes == LabelCodes{})) masks.codes[info.id] = segment.codes;
    layer.list.push_back(std::move(info));
  }
  masks.notes = numbers.notes();
  return values;
}

/// A NRRD file with the keys of a segmentation of 3D Slicer, each of whose volumes is a layer.
Result<Masks> readSegmentedNrrd(const fs::path& file, const std::vector<NrrdSegment>& segments,
                                const JobContext& job) {
  auto series = scanNrrd(file);
  if (!series) return passOn(series);
  Masks masks;
  auto values = layerValues(segments, series->size(), masks);
  for (std::size_t i = 0; i < series->size(); ++i) {
    auto volume = readNrrd((*series)[i], job);
    if (!volume) return passOn(volume);
    auto voxels = voxelLabels(*volume, file);
    if (!voxels) return passOn(voxels);
    for (LabelId& v : *voxels) {
      const auto found = values[i].label.find(v);
      if (found != values[i].label.end()) v = found->second;
    }
    auto labels = withSegmentNames(listLabels(*voxels), values[i].list);
    masks.layers.push_back(
        {volume->grid, std::move(*voxels), std::move(labels), std::move(volume->source)});
  }
  return masks;
}

Result<Masks> readFile(const fs::path& file, const MaskReadOptions& options,
                       const JobContext& job) {
  std::error_code ignored;
  const auto kind = fs::is_regular_file(file, ignored) ? kindOf(file) : FileKind::Unknown;
  if (kind && *kind == FileKind::Dicom) {
    if (isStructureSet(file)) return readStructureSet(file, options.reference, job);
    if (options.reference.empty()) return readDicomSegmentation(file, job);
    auto image = findReferenceImage(options.reference, {}, job);
    const bool hasOwnSlices = image && !isRegular(*image);
    return hasOwnSlices ? readDicomSegmentation(file, *image, job)
                        : readDicomSegmentation(file, job);
  }
  if (kind && *kind == FileKind::Nrrd) {
    auto segments = readNrrdSegments(file);
    if (!segments) return passOn(segments);
    if (!segments->empty()) return readSegmentedNrrd(file, *segments, job);
  }
  return readLabelVolume(file, job, options.inVoxelUnits);
}

Result<Masks> readAndPlace(const fs::path& file, const MaskReadOptions& options,
                           const JobContext& job) {
  auto masks = readFile(file, options, job);
  if (!masks) return masks;
  SourceRef& source = masks->layers.front().source;
  source.path = source.path.empty() ? file : source.path;
  if (options.reference.empty()) return masks;
  auto reference = findReferenceImage(
      options.reference, {{}, source.frameOfReferenceUid, masks->layers.front().grid}, job);
  if (!reference) return passOn(reference);
  return placeOnGrid(*masks, *reference, file.string());
}

}  // namespace

Result<Masks> readMasks(const fs::path& file, const MaskReadOptions& options,
                        const JobContext& job) {
  return translateExceptions("reading " + file.string(),
                             [&] { return readAndPlace(file, options, job); });
}

}  // namespace limn::imaging
