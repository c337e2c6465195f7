// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::test {

/// One classic DICOM image to be written; texts are put into the file as they are, and an attribute
/// whose text is empty is left out.
struct DicomImage {
  int columns = 3, rows = 2, samples = 1;
  int bitsAllocated = 16, bitsStored = 16;
  bool isSigned = false;
  bool isPlanar = false;
  std::string photometric = "MONOCHROME2";
  std::string frames = {};
  std::string position = "0\\0\\0", orientation = "1\\0\\0\\0\\1\\0", spacing = "2\\0.5";
  std::string seriesUid = "1.2.3.4", instanceUid = "1.2.3.4.5",
              sopClass = "1.2.840.10008.5.1.4.1.1.2";
  std::string instanceNumber = "1", seriesNumber = "7", modality = "CT", description = "Thorax";
  std::string frameOfReference = {}, patientId = {};
  std::string imagerSpacing = {}, scannedSpacing = {}, sliceThickness = {};
  double ultrasoundDelta = 0;  // cm of a pixel of the only ultrasound region; 0 = no region
  std::string slope = {}, intercept = {}, windowCentre = {}, windowWidth = {},
              temporalPosition = {}, imageType = {}, patientName = "SECRET", studyDate = {},
              seriesTime = {}, thickness = {}, units = {}, rescaleType = {};
  std::vector<std::uint16_t> pixels = {};  // one sample each; 8-bit samples in the low half
  enum class Encoding { Explicit, Implicit, BigEndian, Deflated } encoding = Encoding::Explicit;
};

/// Throws std::runtime_error when the file cannot be written. The patient's name is
/// SECRET unless another is given.
void writeDicom(const std::filesystem::path& file, const DicomImage& image);

/// One frame of a segmentation: the plane at z (mm), the segment it shows (0: a label map's), and
/// its values, rows x columns.
struct SegmentFrame {
  double z = 0;
  int segment = 1;
  std::vector<std::uint8_t> values = {};
};

/// A DICOM segmentation of the planes x = 0 .. columns - 1, y = 0 .. rows - 1 (mm).
struct DicomSegments {
  int columns = 3, rows = 3;
  std::string type = "BINARY";                 // or FRACTIONAL (of 255), LABELMAP
  std::vector<std::string> names = {"liver"};  // of segments 1, 2, ...
  std::vector<int> firstNumbers = {};          // other numbers for the first of them
  std::vector<SegmentFrame> frames = {};
  std::string sliceSpacing = {};
  bool isPlaced = true;
  DicomImage::Encoding encoding = DicomImage::Encoding::Explicit;
};
void writeSegments(const std::filesystem::path& file, const DicomSegments& segments);

/// `count` slices with their number as every pixel, `step` mm apart along z, as NNN.dcm.
void writeSeries(const std::filesystem::path& folder, const DicomImage& like, int count,
                 double step = 5);

/// A region of a structure set and its contours, each "x\\y\\z\\x\\y\\z..." in mm.
struct DicomRegion {
  std::string number = "1", name = "liver";
  std::vector<std::string> contours = {};
  std::string type = "CLOSED_PLANAR";  // of all contours
  std::string points = {};             // stated count; empty: the true one
};
void writeRegions(const std::filesystem::path& file, const std::vector<DicomRegion>& regions,
                  const std::string& frameOfReference = "1.2.3.99");

}  // namespace limn::test
