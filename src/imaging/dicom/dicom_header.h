// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_structure.h"
#include "limn/base/geometry.h"
#include "limn/base/volume.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class DcmFileFormat;
class DcmItem;

namespace limn::imaging {

/// How one sample is stored; the attributes were checked against each other.
struct DicomPixelFormat {
  std::int64_t columns = 0, rows = 0, frames = 1;
  int samples = 1;
  int bitsAllocated = 16, bitsStored = 16, highBit = 15;
  bool isSigned = false;
  bool isPlanar = false;  // samples lie plane after plane
  std::string photometric;

  [[nodiscard]] std::int64_t samplesPerFrame() const { return rows * columns * samples; }
  bool operator==(const DicomPixelFormat&) const = default;
};

/// Entries of a palette or modality table; values below `first` take the first entry, values above
/// the last the last.
struct DicomTable {
  std::int32_t first = 0;
  int bits = 16;
  bool isSigned = false;  // of the values that look up
  std::vector<std::uint16_t> entries = {};
};

/// Position, spacing, scale of values and time of one frame.
struct DicomFrame {
  std::optional<Vec3> position;                           // LPS mm, centre of the first pixel
  std::optional<std::array<Vec3, 2>> orientation;         // unit vectors along a row, down a column
  double columnSpacing = 0, rowSpacing = 0;               // mm along x and y; 0 when unknown
  Calibration spacingSource = Calibration::PixelSpacing;  // where the two come from, when known
  double sliceSpacing = 0;                                // what the file says; 0 when it does not
  std::string geometryFault;  // which attribute of these is absent or wrong, and its text
  double slope = 1, intercept = 0;
  std::vector<double> moment;  // what distinguishes images at one position; same length in all
  std::string kind;            // image type, for the same purpose
  long segment = 0;            // which one the frame shows, in a segmentation; 0 when not said
  int moments = 0;             // images at one position as the file says; 0 when it does not
  int instanceNumber = 0;
};

/// What the scan reads of one image file: everything but the pixels.
struct DicomHeader {
  std::filesystem::path path;
  std::uint64_t fileSize = 0;
  std::int64_t modified = 0;  // ns since 1970
  DicomStructure structure;
  DicomPixelFormat format;
  std::vector<DicomFrame> frames;  // format.frames of them
  std::string sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid;
  std::string frameOfReferenceUid, modality, seriesDescription;
  int seriesNumber = 0;
  StudyText text;
  std::optional<Window> window;
  std::array<std::shared_ptr<const DicomTable>, 3> palette;  // PALETTE COLOR only
  std::shared_ptr<const DicomTable> modalityTable;
  std::vector<std::string> warnings;
};

/// What the caller wants to read from a file: an image, or a segmentation.
enum class DicomPurpose { Picture, Segmentation };

/// Checks the file by our own rules, then loads what comes before the pixels into `to`. Errors do
/// not name the file.
[[nodiscard]] Result<DicomStructure> loadDicom(ByteSource& source,
                                               const std::filesystem::path& file,
                                               DcmFileFormat& to);
[[nodiscard]] Result<DicomStructure> loadDicom(const std::filesystem::path& file,
                                               DcmFileFormat& to);

/// Reads everything before the pixels. Unsupported: understood, but not what the purpose asks for
/// (a report, an unknown encoding); Unreadable: damaged. `detail` does not name the file: the
/// caller adds it.
/// `also` is called with the open data set after everything else was accepted.
[[nodiscard]] Result<DicomHeader> readDicomHeader(
    const std::filesystem::path& file, DicomPurpose purpose = DicomPurpose::Picture,
    const std::function<Result<void>(DcmItem& dataSet)>& also = {});

}  // namespace limn::imaging
