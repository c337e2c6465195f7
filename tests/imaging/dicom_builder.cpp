// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_builder.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <stdexcept>

namespace limn::test {

namespace {

void put(DcmDataset& to, const DcmTagKey& tag, const std::string& text) {
  if (!text.empty() && to.putAndInsertString(tag, text.c_str()).bad()) {
    throw std::runtime_error("cannot set " + text);
  }
}

void putNumber(DcmDataset& to, const DcmTagKey& tag, int value) {
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
  put(d, DCM_PatientName, "SECRET");
  put(d, DCM_Modality, image.modality);
  put(d, DCM_SeriesNumber, image.seriesNumber);
  put(d, DCM_SeriesDescription, image.description);
  put(d, DCM_InstanceNumber, image.instanceNumber);
  put(d, DCM_ImageType, image.imageType);
  put(d, DCM_ImagePositionPatient, image.position);
  put(d, DCM_ImageOrientationPatient, image.orientation);
  put(d, DCM_PixelSpacing, image.spacing);
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
