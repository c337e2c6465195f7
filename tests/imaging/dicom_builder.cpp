// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_builder.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace limn::test {

namespace {

void put(DcmItem& to, const DcmTagKey& tag, const std::string& text) {
  if (!text.empty() && to.putAndInsertString(tag, text.c_str()).bad()) {
    throw std::runtime_error("cannot set " + text);
  }
}

void putNumber(DcmItem& to, const DcmTagKey& tag, int value) {
  (void)to.putAndInsertUint16(tag, static_cast<Uint16>(value));
}

void putPixels(DcmDataset& to, const DicomImage& image) {
  if (image.bitsAllocated == 16) {
    (void)to.putAndInsertUint16Array(DCM_PixelData, image.pixels.data(), image.pixels.size());
    return;
  }
  std::vector<Uint8> bytes(image.pixels.begin(), image.pixels.end());
  if (bytes.size() % 2 != 0) bytes.push_back(0);
  (void)to.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
}

/// The only item of a sequence that is made by this.
DcmItem& item(DcmItem& in, const DcmTagKey& sequence, long index = 0) {
  DcmItem* made = nullptr;
  if (in.findOrCreateSequenceItem(sequence, made, index).bad())
    throw std::runtime_error("cannot make a sequence");
  return *made;
}

/// A two-dimensional region (1) of tissue (1), measured in centimetres (3).
void putRegion(DcmDataset& d, double delta) {
  DcmItem& region = item(d, DCM_SequenceOfUltrasoundRegions);
  putNumber(region, DCM_RegionSpatialFormat, 1);
  putNumber(region, DCM_RegionDataType, 1);
  putNumber(region, DCM_PhysicalUnitsXDirection, 3);
  putNumber(region, DCM_PhysicalUnitsYDirection, 3);
  (void)region.putAndInsertFloat64(DCM_PhysicalDeltaX, delta);
  (void)region.putAndInsertFloat64(DCM_PhysicalDeltaY, -delta);
}

void putSegments(DcmDataset& d, const DicomSegments& segments) {
  for (std::size_t i = 0; i < segments.names.size(); ++i) {
    DcmItem& segment = item(d, DCM_SegmentSequence, static_cast<long>(i));
    putNumber(
        segment, DCM_SegmentNumber,
        i < segments.firstNumbers.size() ? segments.firstNumbers[i] : static_cast<int>(i) + 1);
    put(segment, DCM_SegmentLabel, segments.names[i]);
  }
  DcmItem& shared = item(d, DCM_SharedFunctionalGroupsSequence);
  put(item(shared, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  DcmItem& measures = item(shared, DCM_PixelMeasuresSequence);
  put(measures, DCM_PixelSpacing, "1\\1");
  put(measures, DCM_SpacingBetweenSlices, segments.sliceSpacing);
  for (std::size_t i = 0; i < segments.frames.size(); ++i) {
    const SegmentFrame& frame = segments.frames[i];
    DcmItem& own = item(d, DCM_PerFrameFunctionalGroupsSequence, static_cast<long>(i));
    if (segments.isPlaced) {
      put(item(own, DCM_PlanePositionSequence), DCM_ImagePositionPatient,
          fmt::format("0\\0\\{}", frame.z));
    }
    if (frame.segment != 0) {
      putNumber(item(own, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber,
                frame.segment);
    }
  }
}

/// Frames one after another, bit after bit where they are binary.
std::vector<Uint8> packedFrames(const DicomSegments& segments) {
  std::vector<Uint8> values, bytes;
  for (const SegmentFrame& frame : segments.frames)
    values.insert(values.end(), frame.values.begin(), frame.values.end());
  if (segments.type == "BINARY") {
    bytes.resize((values.size() + 7) / 8);
    for (std::size_t i = 0; i < values.size(); ++i)
      bytes[i / 8] = static_cast<Uint8>(bytes[i / 8] | (values[i] != 0 ? 1U << (i % 8) : 0U));
  } else {
    bytes = values;
  }
  if (bytes.size() % 2 != 0) bytes.push_back(0);
  return bytes;
}

E_TransferSyntax syntaxOf(DicomImage::Encoding encoding) {
  switch (encoding) {
    case DicomImage::Encoding::Implicit:
      return EXS_LittleEndianImplicit;
    case DicomImage::Encoding::BigEndian:
      return EXS_BigEndianExplicit;
    case DicomImage::Encoding::Deflated:
      return EXS_DeflatedLittleEndianExplicit;
    case DicomImage::Encoding::Explicit:
      break;
  }
  return EXS_LittleEndianExplicit;
}

}  // namespace

void writeDicom(const std::filesystem::path& file, const DicomImage& image) {
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  put(d, DCM_SOPClassUID, image.sopClass);
  put(d, DCM_SOPInstanceUID, image.instanceUid);
  put(d, DCM_StudyInstanceUID, "1.2.3");
  put(d, DCM_SeriesInstanceUID, image.seriesUid);
  put(d, DCM_PatientName, image.patientName);
  put(d, DCM_PatientID, image.patientId);
  put(d, DCM_FrameOfReferenceUID, image.frameOfReference);
  put(d, DCM_StudyDate, image.studyDate);
  put(d, DCM_SeriesTime, image.seriesTime);
  put(d, DCM_SliceThickness, image.thickness);
  put(d, DCM_Units, image.units);
  put(d, DCM_RescaleType, image.rescaleType);
  put(d, DCM_Modality, image.modality);
  put(d, DCM_SeriesNumber, image.seriesNumber);
  put(d, DCM_SeriesDescription, image.description);
  put(d, DCM_InstanceNumber, image.instanceNumber);
  put(d, DCM_ImageType, image.imageType);
  put(d, DCM_ImagePositionPatient, image.position);
  put(d, DCM_ImageOrientationPatient, image.orientation);
  put(d, DCM_PixelSpacing, image.spacing);
  put(d, DCM_ImagerPixelSpacing, image.imagerSpacing);
  put(d, DCM_NominalScannedPixelSpacing, image.scannedSpacing);
  put(d, DCM_SliceThickness, image.sliceThickness);
  if (image.ultrasoundDelta != 0) putRegion(d, image.ultrasoundDelta);
  put(d, DCM_RescaleSlope, image.slope);
  put(d, DCM_RescaleIntercept, image.intercept);
  put(d, DCM_WindowCenter, image.windowCentre);
  put(d, DCM_WindowWidth, image.windowWidth);
  put(d, DCM_TemporalPositionIdentifier, image.temporalPosition);
  put(d, DCM_NumberOfFrames, image.frames);
  put(d, DCM_PhotometricInterpretation, image.photometric);
  putNumber(d, DCM_Rows, image.rows);
  putNumber(d, DCM_Columns, image.columns);
  putNumber(d, DCM_SamplesPerPixel, image.samples);
  if (image.samples > 1) putNumber(d, DCM_PlanarConfiguration, image.isPlanar ? 1 : 0);
  putNumber(d, DCM_BitsAllocated, image.bitsAllocated);
  putNumber(d, DCM_BitsStored, image.bitsStored);
  putNumber(d, DCM_HighBit, image.bitsStored - 1);
  putNumber(d, DCM_PixelRepresentation, image.isSigned ? 1 : 0);
  if (!image.pixels.empty()) putPixels(d, image);
  if (format.saveFile(file.c_str(), syntaxOf(image.encoding)).bad()) {
    throw std::runtime_error("cannot write " + file.string());
  }
}

void writeSegments(const std::filesystem::path& file, const DicomSegments& segments) {
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  const bool isBinary = segments.type == "BINARY";
  put(d, DCM_SOPClassUID,
      segments.type == "LABELMAP" ? "1.2.840.10008.5.1.4.1.1.66.7" : UID_SegmentationStorage);
  put(d, DCM_SOPInstanceUID, "1.2.3.9.1");
  put(d, DCM_StudyInstanceUID, "1.2.3");
  put(d, DCM_SeriesInstanceUID, "1.2.3.9");
  put(d, DCM_Modality, "SEG");
  put(d, DCM_SegmentationType, segments.type);
  if (segments.type == "FRACTIONAL") putNumber(d, DCM_MaximumFractionalValue, 255);
  put(d, DCM_NumberOfFrames, std::to_string(segments.frames.size()));
  put(d, DCM_PhotometricInterpretation, "MONOCHROME2");
  putNumber(d, DCM_Rows, segments.rows);
  putNumber(d, DCM_Columns, segments.columns);
  putNumber(d, DCM_SamplesPerPixel, 1);
  putNumber(d, DCM_BitsAllocated, isBinary ? 1 : 8);
  putNumber(d, DCM_BitsStored, isBinary ? 1 : 8);
  putNumber(d, DCM_HighBit, isBinary ? 0 : 7);
  putNumber(d, DCM_PixelRepresentation, 0);
  putSegments(d, segments);
  const auto bytes = packedFrames(segments);
  (void)d.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
  if (format.saveFile(file.c_str(), syntaxOf(segments.encoding)).bad())
    throw std::runtime_error("cannot write " + file.string());
}

void writeRegions(const std::filesystem::path& file, const std::vector<DicomRegion>& regions,
                  const std::string& frameOfReference) {
  DcmFileFormat format;
  DcmDataset& d = *format.getDataset();
  put(d, DCM_SOPClassUID, UID_RTStructureSetStorage);
  put(d, DCM_SOPInstanceUID, "1.2.3.10.1");
  put(d, DCM_Modality, "RTSTRUCT");
  put(item(d, DCM_ReferencedFrameOfReferenceSequence), DCM_FrameOfReferenceUID, frameOfReference);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const DicomRegion& region = regions[i];
    DcmItem& described = item(d, DCM_StructureSetROISequence, static_cast<long>(i));
    put(described, DCM_ROINumber, region.number);
    put(described, DCM_ROIName, region.name);
    put(described, DCM_ReferencedFrameOfReferenceUID, frameOfReference);
    DcmItem& drawn = item(d, DCM_ROIContourSequence, static_cast<long>(i));
    put(drawn, DCM_ReferencedROINumber, region.number);
    for (std::size_t k = 0; k < region.contours.size(); ++k) {
      DcmItem& contour = item(drawn, DCM_ContourSequence, static_cast<long>(k));
      const auto separators =
          std::count(region.contours[k].begin(), region.contours[k].end(), '\\');
      put(contour, DCM_ContourGeometricType, region.type);
      put(contour, DCM_NumberOfContourPoints,
          region.points.empty() ? std::to_string((separators + 1) / 3) : region.points);
      put(contour, DCM_ContourData, region.contours[k]);
    }
  }
  if (format.saveFile(file.c_str(), EXS_LittleEndianImplicit).bad())
    throw std::runtime_error("cannot write " + file.string());
}

void writeSeries(const std::filesystem::path& folder, const DicomImage& like, int count,
                 double step) {
  for (int i = 0; i < count; ++i) {
    DicomImage image = like;
    image.position = fmt::format("0\\0\\{}", i * step);
    image.instanceNumber = std::to_string(i + 1);
    image.instanceUid = fmt::format("{}.{}", like.seriesUid, i + 1);
    image.pixels.assign(static_cast<std::size_t>(like.columns * like.rows),
                        static_cast<std::uint16_t>(i));
    writeDicom(folder / fmt::format("{:03}.dcm", i), image);
  }
}

}  // namespace limn::test
