// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_segmentation_writer.h"

#include "dicom_codes.h"
#include "dicom_writing.h"
#include "mask_slices.h"

#include <dcmtk/dcmiod/cielabutil.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace limn::imaging {
namespace {

constexpr std::size_t kMostText = 64;  // characters of LO
const Code kTissue{"85756007", "SCT", "Tissue"};
const Code kSegmentationCode{"113076", "DCM", "Segmentation"};
const Code kSourceImage{"121322", "DCM", "Source image for image processing operation"};

void putColour(DcmItem& segment, Rgb colour) {
  double l = 0, a = 0, b = 0;
  IODCIELabUtil::rgb2DicomLab(l, a, b, colour.r / 255.0, colour.g / 255.0, colour.b / 255.0);
  Uint16 lab[3];
  std::size_t i = 0;
  for (const double v : {l, a, b})
    lab[i++] = static_cast<Uint16>(std::lround(std::clamp(v, 0.0, 65535.0)));
  (void)segment.putAndInsertUint16Array(DCM_RecommendedDisplayCIELabValue, lab, 3);
}

void putSegments(DcmItem& to, const std::vector<UsedLabel>& labels, const Masks& masks,
                 std::vector<std::string>& notes) {
  std::size_t uncoded = 0;
  std::uint16_t number = 0;
  for (const UsedLabel& label : labels) {
    DcmItem& segment = addItem(to, DCM_SegmentSequence);
    const auto stated = masks.codes.find(label.info.id);
    LabelCodes codes = stated == masks.codes.end() ? LabelCodes{} : stated->second;
    if (codes.category.value.empty()) codes.category = kTissue;
    uncoded += codes.type.value.empty() ? 1 : 0;
    if (codes.type.value.empty()) codes.type = kTissue;
    putSegmentCodes(segment, codes);
    putNumber(segment, DCM_SegmentNumber, ++number);
    const std::string name = shortText(label.info.name, kMostText);
    if (name != label.info.name)
      notes.push_back(
          fmt::format("the name of label {} was shortened to '{}'", label.info.id, name));
    putText(segment, DCM_SegmentLabel,
            name.empty() ? fmt::format("Label {}", label.info.id) : name);
    putText(segment, DCM_SegmentAlgorithmType, "SEMIAUTOMATIC");
    putText(segment, DCM_SegmentAlgorithmName, "Limn");
    putColour(segment, label.info.color);
    putLabelValue(segment, label.info.id);
  }
  if (uncoded > 0)
    notes.push_back(
        fmt::format("{} label(s) have no code; 'Tissue' (SNOMED CT) was written", uncoded));
}

void putImageModules(DcmItem& to, const Size3& size, std::size_t frames, bool overlaps) {
  putText(to, DCM_ImageType, "DERIVED\\PRIMARY");
  OFString date, time;
  (void)DcmDate::getCurrentDate(date);
  (void)DcmTime::getCurrentTime(time);
  putText(to, DCM_ContentDate, date.c_str());
  putText(to, DCM_ContentTime, time.c_str());
  putText(to, DCM_ContentLabel, "SEGMENTATION");
  putText(to, DCM_ContentDescription, "Segmentation");
  (void)to.insertEmptyElement(DCM_ContentCreatorName);
  putText(to, DCM_SegmentationType, "BINARY");
  putText(to, DCM_SegmentsOverlap, overlaps ? "YES" : "NO");
  putText(to, DCM_LossyImageCompression, "00");
  putText(to, DCM_NumberOfFrames, fmt::format("{}", frames));
  putText(to, DCM_PhotometricInterpretation, "MONOCHROME2");
  putNumber(to, DCM_SamplesPerPixel, 1);
  putNumber(to, DCM_Rows, static_cast<std::uint16_t>(size.y));
  putNumber(to, DCM_Columns, static_cast<std::uint16_t>(size.x));
  putNumber(to, DCM_BitsAllocated, 1);
  putNumber(to, DCM_BitsStored, 1);
  putNumber(to, DCM_HighBit, 0);
  putNumber(to, DCM_PixelRepresentation, 0);
}

/// Frames are sorted by segment, then by position (PS3.3 C.7.6.17).
void putDimensions(DcmItem& to) {
  char uid[65];
  const std::string organization = dcmGenerateUniqueIdentifier(uid, SITE_INSTANCE_UID_ROOT);
  putText(addItem(to, DCM_DimensionOrganizationSequence), DCM_DimensionOrganizationUID,
          organization);
  const std::pair<DcmTagKey, DcmTagKey> indices[]{
      {DCM_ReferencedSegmentNumber, DCM_SegmentIdentificationSequence},
      {DCM_ImagePositionPatient, DCM_PlanePositionSequence}};
  for (const auto& [attribute, group] : indices) {
    DcmItem& index = addItem(to, DCM_DimensionIndexSequence);
    putText(index, DCM_DimensionOrganizationUID, organization);
    (void)index.putAndInsertTagKey(DCM_DimensionIndexPointer, attribute);
    (void)index.putAndInsertTagKey(DCM_FunctionalGroupPointer, group);
  }
}

void putSharedGroups(DcmItem& to, const DicomPlan& plan) {
  const Grid& grid = plan.volume.grid;
  const auto& [row, column] = *plan.frame(0).orientation;
  DcmItem& shared = addItem(to, DCM_SharedFunctionalGroupsSequence);
  putText(addItem(shared, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient,
          decimalTexts({row.x, row.y, row.z, column.x, column.y, column.z}));
  DcmItem& measures = addItem(shared, DCM_PixelMeasuresSequence);
  const double thickness = plan.header(0).text.sliceThickness;
  putText(measures, DCM_SliceThickness, decimalText(thickness > 0 ? thickness : grid.spacing.z));
  putText(measures, DCM_SpacingBetweenSlices, decimalText(grid.spacing.z));
  putText(measures, DCM_PixelSpacing, decimalTexts({grid.spacing.y, grid.spacing.x}));
}

void putFrame(DcmItem& to, const DicomPlan& plan, std::int64_t slice, std::uint16_t segment) {
  DcmItem& own = addItem(to, DCM_PerFrameFunctionalGroupsSequence);
  const DicomHeader& header = plan.header(slice);
  DcmItem& derivation = addItem(own, DCM_DerivationImageSequence);
  DcmItem& source = addItem(derivation, DCM_SourceImageSequence);
  putReference(source, header.sopClassUid, header.sopInstanceUid);
  if (header.format.frames > 1) {
    const auto frame = plan.volume.slices[static_cast<std::size_t>(slice)].frame;
    putText(source, DCM_ReferencedFrameNumber, fmt::format("{}", frame + 1));
  }
  putCode(source, DCM_PurposeOfReferenceCodeSequence, kSourceImage);
  putText(source, DCM_SpatialLocationsPreserved, "YES");
  putCode(derivation, DCM_DerivationCodeSequence, kSegmentationCode);
  DcmItem& content = addItem(own, DCM_FrameContentSequence);
  const Uint32 indices[]{segment, static_cast<Uint32>(slice + 1)};
  (void)content.putAndInsertUint32Array(DCM_DimensionIndexValues, indices, 2);
  const Vec3 position = *plan.frame(slice).position;
  putText(addItem(own, DCM_PlanePositionSequence), DCM_ImagePositionPatient,
          decimalTexts({position.x, position.y, position.z}));
  putNumber(addItem(own, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber, segment);
}

/// Frame after frame, a bit for each pixel, the first in the lowest bit (PS3.5 8.1.1). Each slice
/// is looked at once for all of its labels.
std::vector<Uint8> packedFrames(const std::vector<UsedLabel>& labels, const SliceOffsets& offsets,
                                std::size_t frames, std::size_t pixels) {
  const std::size_t bytes = (frames * pixels + 7) / 8;
  std::vector<Uint8> packed(bytes + bytes % 2);
  std::map<std::pair<const Segmentation*, std::int64_t>, std::map<LabelId, std::size_t>> firstBits;
  std::size_t first = 0;
  for (const UsedLabel& label : labels) {
    for (const std::int64_t slice : label.slices) {
      firstBits[{label.layer, slice}][label.info.id] = first;
      first += pixels;
    }
  }
  std::vector<std::size_t> bitOf(65536);
  for (const auto& [place, bits] : firstBits) {
    for (const auto& [label, bit] : bits)
      bitOf[label] = bit;
    const LabelId* voxels = place.first->voxels.data();
    offsets.each(place.second, [&](std::int64_t pixel, std::size_t offset) {
      if (voxels[offset] == 0) return;
      const std::size_t bit = bitOf[voxels[offset]] + static_cast<std::size_t>(pixel);
      packed[bit / 8] = static_cast<Uint8>(packed[bit / 8] | (1U << (bit % 8)));
    });
  }
  return packed;
}

}  // namespace

Result<std::vector<std::string>> writeDicomSegmentation(const Masks& masks,
                                                        const ReferenceSeries& series,
                                                        const std::filesystem::path& file) {
  const DicomPlan& plan = series.plan;
  const Size3 size = plan.volume.grid.size;
  const SliceOffsets offsets(series.toMasks, masks.layers.front().grid, size);
  const auto labels = usedLabels(masks, offsets, size.z);
  if (labels.empty()) {
    return fail(ErrorCode::Unsupported,
                "no voxel is labelled; a DICOM segmentation has at least one frame: write NIfTI or "
                "NRRD instead");
  }
  std::size_t frames = 0;
  for (const UsedLabel& label : labels)
    frames += label.slices.size();

  DcmFileFormat source, format;
  if (auto loaded = loadDicom(plan.header(0).path, source); !loaded) return passOn(loaded);
  DcmDataset& data = *format.getDataset();
  std::vector<std::string> notes;
  putIdentity(data, *source.getDataset(),
              {UID_SegmentationStorage, "SEG", "Segmentation", plan.header(0).seriesNumber});
  putImageModules(data, size, frames, masks.layers.size() > 1);
  putSegments(data, labels, masks, notes);
  putDimensions(data);
  DcmItem& referenced = addItem(data, DCM_ReferencedSeriesSequence);
  putText(referenced, DCM_SeriesInstanceUID, plan.header(0).seriesInstanceUid);
  putInstances(referenced, DCM_ReferencedInstanceSequence, plan);
  putSharedGroups(data, plan);
  std::uint16_t number = 0;
  for (const UsedLabel& label : labels) {
    ++number;
    for (const std::int64_t slice : label.slices)
      putFrame(data, plan, slice, number);
  }
  const auto packed =
      packedFrames(labels, offsets, frames, static_cast<std::size_t>(size.x * size.y));
  (void)data.putAndInsertUint8Array(DCM_PixelData, packed.data(), packed.size());
  if (auto saved = saveDicom(format, file); !saved) return passOn(saved);
  return notes;
}

}  // namespace limn::imaging
