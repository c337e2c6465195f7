// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "contours.h"
#include "dicom_codes.h"
#include "dicom_writing.h"
#include "mask_slices.h"
#include "structure_set.h"

#include <fmt/format.h>

#include <cmath>

namespace limn::imaging {
namespace {

constexpr std::size_t kMostName = 64;  // characters of LO
constexpr double kDecimalsOfMm = 1e4;  // a tenth of a micrometre
constexpr const char* kStudyClass =
    "1.2.840.10008.3.1.2.3.1";  // Detached Study Management, retired

void putStructureSet(DcmItem& to, const DicomPlan& plan) {
  OFString date, time;
  (void)DcmDate::getCurrentDate(date);
  (void)DcmTime::getCurrentTime(time);
  putText(to, DCM_StructureSetLabel, "Limn");
  putText(to, DCM_StructureSetName, "Segmentation");
  putText(to, DCM_StructureSetDate, date.c_str());
  putText(to, DCM_StructureSetTime, time.c_str());
  putText(to, DCM_ApprovalStatus, "UNAPPROVED");
  (void)to.insertEmptyElement(DCM_OperatorsName);
  DcmItem& frame = addItem(to, DCM_ReferencedFrameOfReferenceSequence);
  putText(frame, DCM_FrameOfReferenceUID, plan.header(0).frameOfReferenceUid);
  DcmItem& study = addItem(frame, DCM_RTReferencedStudySequence);
  putReference(study, kStudyClass, plan.header(0).studyInstanceUid);
  DcmItem& series = addItem(study, DCM_RTReferencedSeriesSequence);
  putText(series, DCM_SeriesInstanceUID, plan.header(0).seriesInstanceUid);
  putInstances(series, DCM_ContourImageSequence, plan);
}

void putRegion(DcmItem& to, const UsedLabel& label, const std::string& name,
               const DicomPlan& plan) {
  DcmItem& region = addItem(to, DCM_StructureSetROISequence);
  putText(region, DCM_ROINumber, fmt::format("{}", label.info.id));
  putText(region, DCM_ReferencedFrameOfReferenceUID, plan.header(0).frameOfReferenceUid);
  putText(region, DCM_ROIName, name);
  putText(region, DCM_ROIGenerationAlgorithm, "SEMIAUTOMATIC");
}

void putObservation(DcmItem& to, const UsedLabel& label, const Code& type, std::size_t number) {
  DcmItem& observation = addItem(to, DCM_RTROIObservationsSequence);
  putText(observation, DCM_ObservationNumber, fmt::format("{}", number));
  putText(observation, DCM_ReferencedROINumber, fmt::format("{}", label.info.id));
  putCode(observation, DCM_RTROIIdentificationCodeSequence, type);
  (void)observation.insertEmptyElement(DCM_RTROIInterpretedType);
  (void)observation.insertEmptyElement(DCM_ROIInterpreter);
}

Mask maskOn(const UsedLabel& label, const SliceOffsets& offsets, std::int64_t slice,
            const Size3& size) {
  Mask mask(size.x, size.y);
  offsets.each(slice, [&](std::int64_t pixel, std::size_t offset) {
    if (label.layer->voxels[offset] == label.info.id) mask.set(pixel % size.x, pixel / size.x);
  });
  return mask;
}

std::string contourData(const std::vector<PixelPoint>& points, const DicomFrame& frame,
                        const Grid& grid) {
  const auto& [row, column] = *frame.orientation;
  std::string text;
  for (const PixelPoint p : points) {
    const Vec3 world =
        *frame.position + row * (p.x * grid.spacing.x) + column * (p.y * grid.spacing.y);
    for (int i = 0; i < 3; ++i) {
      if (!text.empty()) text += '\\';
      text += decimalText(std::round(world[i] * kDecimalsOfMm) / kDecimalsOfMm);
    }
  }
  return text;
}

void putContours(DcmItem& to, const UsedLabel& label, const SliceOffsets& offsets,
                 const DicomPlan& plan) {
  const Grid& grid = plan.volume.grid;
  DcmItem& region = addItem(to, DCM_ROIContourSequence);
  const Rgb colour = label.info.color;
  putText(region, DCM_ROIDisplayColor, fmt::format("{}\\{}\\{}", colour.r, colour.g, colour.b));
  putText(region, DCM_ReferencedROINumber, fmt::format("{}", label.info.id));
  std::size_t number = 0;
  for (const std::int64_t slice : label.slices) {
    const DicomHeader& header = plan.header(slice);
    for (const auto& points : outlinesOf(maskOn(label, offsets, slice, grid.size))) {
      DcmItem& contour = addItem(region, DCM_ContourSequence);
      DcmItem& image = addItem(contour, DCM_ContourImageSequence);
      putReference(image, header.sopClassUid, header.sopInstanceUid);
      if (header.format.frames > 1) {
        const auto frame = plan.volume.slices[static_cast<std::size_t>(slice)].frame;
        putText(image, DCM_ReferencedFrameNumber, fmt::format("{}", frame + 1));
      }
      putText(contour, DCM_ContourNumber, fmt::format("{}", ++number));
      putText(contour, DCM_ContourGeometricType, "CLOSED_PLANAR");
      putText(contour, DCM_NumberOfContourPoints, fmt::format("{}", points.size()));
      putText(contour, DCM_ContourData, contourData(points, plan.frame(slice), grid));
    }
  }
}

}  // namespace

Result<std::vector<std::string>> writeStructureSet(const Masks& masks,
                                                   const ReferenceSeries& series,
                                                   const std::filesystem::path& file) {
  const DicomPlan& plan = series.plan;
  const Size3 size = plan.volume.grid.size;
  const SliceOffsets offsets(series.toMasks, masks.layers.front().grid, size);
  const auto labels = usedLabels(masks, offsets, size.z);
  if (labels.empty()) {
    return fail(ErrorCode::Unsupported,
                "no voxel is labelled, so there is no contour to write: write NIfTI or NRRD "
                "instead");
  }
  DcmFileFormat source, format;
  if (auto loaded = loadDicom(plan.header(0).path, source); !loaded) return passOn(loaded);
  DcmDataset& data = *format.getDataset();
  std::vector<std::string> notes;
  putIdentity(data, *source.getDataset(),
              {UID_RTStructureSetStorage, "RTSTRUCT", "Segmentation", plan.header(0).seriesNumber});
  putStructureSet(data, plan);
  bool hasOtherCodes = false;
  std::size_t number = 0;
  for (const UsedLabel& label : labels) {
    const std::string name = shortText(label.info.name, kMostName);
    if (name != label.info.name)
      notes.push_back(fmt::format("the name of label {} was changed to '{}'", label.info.id, name));
    const auto codes = masks.codes.find(label.info.id);
    LabelCodes kept;
    if (codes != masks.codes.end()) kept.type = codes->second.type;
    hasOtherCodes = hasOtherCodes || (codes != masks.codes.end() && !(kept == codes->second));
    putRegion(data, label, name, plan);
    putContours(data, label, offsets, plan);
    putObservation(data, label, kept.type, ++number);
  }
  if (hasOtherCodes)
    notes.emplace_back(
        "a structure set keeps the type of a label; its category, region and "
        "modifiers were left out");
  if (auto saved = saveDicom(format, file, EXS_LittleEndianImplicit); !saved) return passOn(saved);
  return notes;
}

}  // namespace limn::imaging
