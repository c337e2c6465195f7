// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_header.h"

#include "dicom_frame_reader.h"
#include "dicom_syntax.h"
#include "dicom_toolkit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

namespace limn::imaging {

namespace {

constexpr std::int64_t kMostFrames = 100'000;

/// An attribute that must be a whole number in a range.
Result<long> required(DcmItem& dataSet, const DcmTagKey& tag, long least, long most) {
  const std::string name = DcmTag(tag).getTagName();
  if (!isFilled(dataSet, tag))
    return fail(ErrorCode::Unreadable, fmt::format("the header has no {}", name));
  const auto value = integerOf(dataSet, tag);
  if (!value || *value < least || *value > most) {
    return fail(ErrorCode::Unreadable, fmt::format("the header says {} is '{}'; expected {} to {}",
                                                   name, textOf(dataSet, tag), least, most));
  }
  return *value;
}

Result<void> checkColour(const DicomPixelFormat& f) {
  static constexpr std::array<std::string_view, 3> kGrey{"MONOCHROME1", "MONOCHROME2",
                                                         "PALETTE COLOR"};
  static constexpr std::array<std::string_view, 5> kColour{"RGB", "YBR_FULL", "YBR_FULL_422",
                                                           "YBR_RCT", "YBR_ICT"};
  const bool isGrey = std::ranges::find(kGrey, f.photometric) != kGrey.end();
  const bool isColour = std::ranges::find(kColour, f.photometric) != kColour.end();
  if (!isGrey && !isColour) {
    return fail(ErrorCode::Unsupported,
                fmt::format("cannot show pixels of the kind '{}' (PhotometricInterpretation)",
                            f.photometric));
  }
  if (f.samples != (isGrey ? 1 : 3)) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("contradicts itself: {} samples per pixel with {}", f.samples, f.photometric));
  }
  return {};
}

/// Masks may be packed with eight pixels in a byte.
Result<void> readBits(DcmItem& dataSet, DicomPixelFormat& f, DicomPixelLocation::Kind kind,
                      DicomPurpose purpose) {
  auto allocated = required(dataSet, DCM_BitsAllocated, 1, 64);
  if (!allocated) return passOn(allocated);
  f.bitsAllocated = static_cast<int>(*allocated);
  if (kind != DicomPixelLocation::Kind::Integer) {
    f.bitsAllocated = kind == DicomPixelLocation::Kind::Float ? 32 : 64;
    f.bitsStored = f.bitsAllocated;
    f.highBit = f.bitsStored - 1;
    return {};
  }
  const bool isBit = f.bitsAllocated == 1 && purpose == DicomPurpose::Segmentation;
  if (!isBit && f.bitsAllocated != 8 && f.bitsAllocated != 16 && f.bitsAllocated != 32) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("cannot read {} bits per sample; expected 8, 16 or 32", f.bitsAllocated));
  }
  auto stored = required(dataSet, DCM_BitsStored, 1, f.bitsAllocated);
  if (!stored) return passOn(stored);
  f.bitsStored = static_cast<int>(*stored);
  const long high = integerOf(dataSet, DCM_HighBit).value_or(f.bitsStored - 1);
  if (high < f.bitsStored - 1 || high >= f.bitsAllocated) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("contradicts itself: high bit {} with {} bits stored", high, f.bitsStored));
  }
  f.highBit = static_cast<int>(high);
  f.isSigned = integerOf(dataSet, DCM_PixelRepresentation).value_or(0) == 1;
  return {};
}

Result<DicomPixelFormat> readFormat(DcmItem& dataSet, DicomPixelLocation::Kind kind,
                                    DicomPurpose purpose) {
  DicomPixelFormat f;
  auto rows = required(dataSet, DCM_Rows, 1, 65535);
  if (!rows) return passOn(rows);
  auto columns = required(dataSet, DCM_Columns, 1, 65535);
  if (!columns) return passOn(columns);
  f.rows = *rows;
  f.columns = *columns;
  if (isFilled(dataSet, DCM_NumberOfFrames)) {
    auto frames = required(dataSet, DCM_NumberOfFrames, 1, kMostFrames);
    if (!frames) return passOn(frames);
    f.frames = *frames;
  }
  f.samples = static_cast<int>(integerOf(dataSet, DCM_SamplesPerPixel).value_or(1));
  f.isPlanar = f.samples > 1 && integerOf(dataSet, DCM_PlanarConfiguration).value_or(0) == 1;
  f.photometric = textOf(dataSet, DCM_PhotometricInterpretation);
  if (f.photometric.empty()) {
    return fail(ErrorCode::Unreadable,
                "the header does not say what the pixels mean "
                "(PhotometricInterpretation)");
  }
  if (auto colour = checkColour(f); !colour) return passOn(colour);
  if (auto bits = readBits(dataSet, f, kind, purpose); !bits) return passOn(bits);
  return f;
}

/// Uncompressed pixels must be complete. Returns a warning when there are too many.
Result<std::string> checkLength(const DicomHeader& header) {
  const auto& f = header.format;
  const auto& where = *header.structure.pixels;
  if (where.encapsulated) {
    if (static_cast<std::uint64_t>(f.frames) <= where.ranges.size()) return std::string{};
    return fail(ErrorCode::Unreadable,
                fmt::format("contradicts itself: it says it holds {} frames, but "
                            "has {} fragments of pixels",
                            f.frames, where.ranges.size()));
  }
  const bool halved = f.photometric == "YBR_FULL_422";
  const auto samples = static_cast<std::uint64_t>(f.frames) *
                       static_cast<std::uint64_t>(f.rows * f.columns * (halved ? 2 : f.samples));
  const std::uint64_t expected = (samples * static_cast<std::uint64_t>(f.bitsAllocated) + 7) / 8;
  const std::uint64_t found = where.ranges.front().length;
  if (found < expected) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{} x {} pixels in {} frame(s) take {} bytes, but the file has {}; copy it "
                    "again from where it came",
                    f.columns, f.rows, f.frames, expected, found));
  }
  if (found <= expected + 1) return std::string{};
  return fmt::format("The file holds {} bytes more than its pixels take; they are ignored.",
                     found - expected);
}

std::shared_ptr<const DicomTable> readTable(DcmItem& item, const DcmTagKey& descriptor,
                                            const DcmTagKey& data, const DicomPixelFormat& format) {
  const auto d = numbersOf(item, descriptor);
  const Uint16* words = nullptr;
  unsigned long count = 0;
  const auto isSixteenBits = [](double v) {
    return v >= INT16_MIN && v <= UINT16_MAX && v == std::trunc(v);
  };
  if (d.size() != 3 || !std::ranges::all_of(d, isSixteenBits) || d[2] < 8 || d[2] > 16 ||
      item.findAndGetUint16Array(data, words, &count).bad() || words == nullptr) {
    return {};
  }
  auto table = std::make_shared<DicomTable>();
  // Whether the descriptor is signed depends on the pixels; not all writers follow this rule.
  const auto announced = static_cast<std::uint16_t>(static_cast<std::int32_t>(d[0]));
  const std::size_t entries = announced == 0 ? 65536 : announced;
  const auto first = static_cast<std::int32_t>(d[1]);
  table->first =
      format.isSigned ? static_cast<std::int16_t>(first) : static_cast<std::uint16_t>(first);
  table->bits = static_cast<int>(d[2]);
  if (table->bits == 8 && count < entries) {  // two entries in a word
    for (std::size_t i = 0; i < entries && i / 2 < count; ++i) {
      table->entries.push_back(
          static_cast<std::uint16_t>(i % 2 == 0 ? words[i / 2] & 0xFF : words[i / 2] >> 8));
    }
  } else {
    table->entries.assign(words, words + std::min<std::size_t>(entries, count));
  }
  if (table->entries.size() != entries) return {};
  return table;
}

Result<void> readTables(DcmItem& dataSet, DicomHeader& header) {
  if (header.format.photometric == "PALETTE COLOR") {
    header.palette = {readTable(dataSet, DCM_RedPaletteColorLookupTableDescriptor,
                                DCM_RedPaletteColorLookupTableData, header.format),
                      readTable(dataSet, DCM_GreenPaletteColorLookupTableDescriptor,
                                DCM_GreenPaletteColorLookupTableData, header.format),
                      readTable(dataSet, DCM_BluePaletteColorLookupTableDescriptor,
                                DCM_BluePaletteColorLookupTableData, header.format)};
    if (!header.palette[0] || !header.palette[1] || !header.palette[2]) {
      return fail(ErrorCode::Unsupported, "the colour palette is missing, damaged or segmented");
    }
  }
  if (DcmItem* item = itemOf(dataSet, DCM_ModalityLUTSequence); item != nullptr) {
    header.modalityTable = readTable(*item, DCM_LUTDescriptor, DCM_LUTData, header.format);
    if (!header.modalityTable) {
      header.warnings.emplace_back(
          "The table of real values in the file is damaged; stored values are shown.");
    }
  }
  return {};
}

std::optional<Window> readWindow(DcmItem& dataSet) {
  DcmItem* item = &dataSet;
  if (!isFilled(dataSet, DCM_WindowCenter)) {
    for (const auto& groups :
         {DCM_PerFrameFunctionalGroupsSequence, DCM_SharedFunctionalGroupsSequence}) {
      DcmItem* group = itemOf(dataSet, groups);
      DcmItem* voi = group == nullptr ? nullptr : itemOf(*group, DCM_FrameVOILUTSequence);
      if (voi != nullptr) item = voi;
    }
  }
  const auto centre = numberOf(*item, DCM_WindowCenter), width = numberOf(*item, DCM_WindowWidth);
  if (!centre || !width || *width <= 0) return std::nullopt;
  return Window{*centre, *width};
}

/// "20100501" as "2010-05-01"; other texts unchanged.
std::string readableDate(std::string text) {
  const bool isDate =
      text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return isDate ? text.substr(0, 4) + '-' + text.substr(4, 2) + '-' + text.substr(6) : text;
}

/// "134509.12" as "13:45:09"; other texts unchanged.
std::string readableTime(std::string text) {
  const bool isTime = text.size() >= 6 && std::all_of(text.begin(), text.begin() + 6,
                                                      [](char c) { return c >= '0' && c <= '9'; });
  return isTime ? text.substr(0, 2) + ':' + text.substr(2, 2) + ':' + text.substr(4, 2) : text;
}

/// "Doe^Jane^^Dr" as "Doe, Jane Dr"; the ideographic spelling, if there is one, after it.
std::string readableName(const std::string& text) {
  std::string name;
  bool isFamily = true;
  for (const char c : text) {
    const char last = name.empty() ? ' ' : name.back();
    if (c == '^') {
      if (last != ' ') name += std::exchange(isFamily, false) ? ", " : " ";
    } else if (c == '=') {
      name += last == ' ' ? "= " : " = ";
      isFamily = false;
    } else {
      name += c;
    }
  }
  while (!name.empty() && std::string_view(" ,=").find(name.back()) != std::string_view::npos)
    name.pop_back();
  return name;
}

/// PS3.3 C.8.9.1.1.3 for PET; CT is in Hounsfield units unless the header says otherwise.
std::string readUnit(DcmItem& dataSet, const std::string& modality) {
  const std::string rescaled = textOf(dataSet, DCM_RescaleType);
  if (modality == "PT") {
    const std::string unit = textOf(dataSet, DCM_Units);
    if (unit == "BQML") return "Bq/ml";
    if (unit == "GML") return "SUV";
    if (unit == "CNTS") return "counts";
    return unit == "NONE" ? "" : unit;
  }
  if (modality == "CT" && (rescaled.empty() || rescaled == "HU")) return "HU";
  return rescaled == "US" ? "" : rescaled;  // US: unspecified
}

StudyText readText(DcmItem& dataSet, const DicomHeader& header) {
  StudyText text;
  text.patientName = readableName(readableTextOf(dataSet, dataSet, DCM_PatientName));
  text.patientId = readableTextOf(dataSet, dataSet, DCM_PatientID);
  text.studyDate = readableDate(textOf(dataSet, DCM_StudyDate));
  text.seriesTime = readableTime(textOf(dataSet, DCM_SeriesTime));
  text.seriesNumber = textOf(dataSet, DCM_SeriesNumber);
  text.seriesDescription = header.seriesDescription;
  text.valueUnit = readUnit(dataSet, header.modality);
  text.sliceThickness = std::max(numberOf(dataSet, DCM_SliceThickness).value_or(0), 0.0);
  return text;
}

void readIdentity(DcmItem& dataSet, DicomHeader& header) {
  header.sopClassUid = textOf(dataSet, DCM_SOPClassUID);
  header.sopInstanceUid = textOf(dataSet, DCM_SOPInstanceUID);
  header.studyInstanceUid = textOf(dataSet, DCM_StudyInstanceUID);
  header.seriesInstanceUid = textOf(dataSet, DCM_SeriesInstanceUID);
  header.frameOfReferenceUid = textOf(dataSet, DCM_FrameOfReferenceUID);
  header.modality = textOf(dataSet, DCM_Modality);
  header.seriesDescription = readableTextOf(dataSet, dataSet, DCM_SeriesDescription);
  header.seriesNumber = static_cast<int>(integerOf(dataSet, DCM_SeriesNumber).value_or(0));
  header.text = readText(dataSet, header);
  header.window = readWindow(dataSet);
}

Result<void> checkKind(DcmItem& dataSet, DicomHeader& header, DicomPurpose purpose) {
  const auto reason = notAnImageReason(header.sopClassUid);
  if (purpose == DicomPurpose::Segmentation && !isSegmentationClass(header.sopClassUid)) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}, not a segmentation", reason.empty() ? "an image" : reason));
  }
  if (purpose == DicomPurpose::Picture && !reason.empty()) {
    return fail(ErrorCode::Unsupported, fmt::format("{}, not an image", reason));
  }
  if (!header.structure.pixels) {
    return fail(ErrorCode::Unsupported,
                header.modality.empty()
                    ? std::string("holds no picture")
                    : fmt::format("holds no picture (modality {})", header.modality));
  }
  OFString type;
  (void)dataSet.findAndGetOFStringArray(DCM_ImageType, type);
  const std::string_view kinds(type.c_str());
  if (kinds.find("MOSAIC") != std::string_view::npos) {
    header.warnings.emplace_back(
        "This is a Siemens mosaic: several slices are tiled into one flat picture, not a "
        "volume. For the volume convert the series to NIfTI, for example with dcm2niix.");
  }
  if (kinds.find("LOCALIZER") != std::string_view::npos) {
    header.warnings.emplace_back("This is a localizer (scout view), not a volume.");
  }
  return {};
}

}  // namespace

Result<DicomStructure> loadDicom(ByteSource& source, const std::filesystem::path& file,
                                 DcmFileFormat& to) {
  auto structure = inspectDicom(source);
  if (!structure) return structure;
  if (!prepareToolkit()) {
    return fail(ErrorCode::Internal,
                "DCMTK's data dictionary is missing; reinstall the DCMTK package");
  }
  const OFCondition loaded = to.loadFileUntilTag(file.c_str(), EXS_Unknown, EGL_noChange, 4096,
                                                 ERM_autoDetect, DcmTagKey(0x7FE0, 0x0000));
  if (loaded.bad())
    return fail(ErrorCode::Unreadable, fmt::format("damaged header: {}", loaded.text()));
  return structure;
}

Result<DicomStructure> loadDicom(const std::filesystem::path& file, DcmFileFormat& to) {
  auto source = ByteSource::open(file);
  if (!source) return passOn(source);
  return loadDicom(*source, file, to);
}

Result<DicomHeader> readDicomHeader(const std::filesystem::path& file, DicomPurpose purpose,
                                    const std::function<Result<void>(DcmItem&)>& also) {
  auto source = ByteSource::open(file);
  if (!source) return passOn(source);
  DicomHeader header;
  header.path = file;
  header.fileSize = source->size();
  header.modified = source->modified();
  DcmFileFormat dicom;
  auto structure = loadDicom(*source, file, dicom);
  if (!structure) return passOn(structure);
  header.structure = std::move(*structure);
  DcmDataset& dataSet = *dicom.getDataset();
  readIdentity(dataSet, header);
  if (auto kind = checkKind(dataSet, header, purpose); !kind) return passOn(kind);
  auto format = readFormat(dataSet, header.structure.pixels->kind, purpose);
  if (!format) return passOn(format);
  header.format = *format;
  auto length = checkLength(header);
  if (!length) return passOn(length);
  if (!length->empty()) header.warnings.push_back(*length);
  if (purpose == DicomPurpose::Picture) {
    if (auto tables = readTables(dataSet, header); !tables) return passOn(tables);
  }
  auto frames = readDicomFrames(dataSet, header);
  if (!frames) return passOn(frames);
  header.frames = std::move(*frames);
  if (also) {
    if (auto seen = also(dataSet); !seen) return passOn(seen);
  }
  return header;
}

}  // namespace limn::imaging
