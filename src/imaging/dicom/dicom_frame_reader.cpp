// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_frame_reader.h"

#include "limn/base/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace limn::imaging {

namespace {

constexpr double kUnitTolerance = 1e-3;

/// Where the attributes of one frame are looked up: per frame, then shared, then the data set.
class FrameItems {
 public:
  FrameItems(DcmItem& dataSet, DcmItem* shared, DcmItem* own)
      : dataSet_(dataSet), shared_(shared), own_(own) {}

  /// The item that holds the attribute, or null.
  [[nodiscard]] DcmItem* holder(const DcmTagKey& group, const DcmTagKey& tag) const {
    for (DcmItem* where : {own_, shared_}) {
      if (where == nullptr) continue;
      DcmItem* item = itemOf(*where, group);
      if (item != nullptr && isFilled(*item, tag)) return item;
    }
    return isFilled(dataSet_, tag) ? &dataSet_ : nullptr;
  }
  [[nodiscard]] double number(const DcmTagKey& group, const DcmTagKey& tag) const {
    DcmItem* item = holder(group, tag);
    return item == nullptr ? 0 : numberOf(*item, tag).value_or(0);
  }

 private:
  DcmItem& dataSet_;
  DcmItem* shared_;
  DcmItem* own_;
};

void warnOnce(DicomHeader& header, const std::string& sentence) {
  if (std::ranges::find(header.warnings, sentence) == header.warnings.end()) {
    header.warnings.push_back(sentence);
  }
}

/// The number that a date or a time begins with; a time may end with the offset of its zone.
double leadingNumber(std::string_view text) {
  return parseNumber<double>(text.substr(0, text.find_first_not_of("0123456789."))).value_or(0);
}

/// Date "YYYYMMDD" and time "HHMMSS.ffffff" as seconds that grow with time. The distance between
/// two dates is not exact; only their order counts.
double momentOf(std::string_view date, std::string_view time) {
  const double t = leadingNumber(time);
  const double h = std::floor(t / 10000), m = std::floor(std::fmod(t, 10000) / 100);
  return leadingNumber(date) * 86400 + h * 3600 + m * 60 + std::fmod(t, 100);
}

void readPosition(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  DcmItem* item = items.holder(DCM_PlanePositionSequence, DCM_ImagePositionPatient);
  if (item == nullptr) return;
  const auto p = numbersOf(*item, DCM_ImagePositionPatient);
  if (p.size() == 3) {
    frame.position = Vec3{p[0], p[1], p[2]};
  } else {
    warnOnce(header, "The image position in the file is not three numbers and is ignored.");
  }
}

void readOrientation(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  DcmItem* item = items.holder(DCM_PlaneOrientationSequence, DCM_ImageOrientationPatient);
  if (item == nullptr) return;
  const auto o = numbersOf(*item, DCM_ImageOrientationPatient);
  if (o.size() != 6) {
    warnOnce(header, "The image orientation in the file is not six numbers and is ignored.");
    return;
  }
  Vec3 row{o[0], o[1], o[2]}, column{o[3], o[4], o[5]};
  const double a = length(row), b = length(column);
  if (a < kUnitTolerance || b < kUnitTolerance) {
    warnOnce(header, "The image orientation in the file is zero and is ignored.");
    return;
  }
  if (std::abs(a - 1) > kUnitTolerance || std::abs(b - 1) > kUnitTolerance) {
    warnOnce(header, "The direction vectors in the file are not of length one; they were scaled.");
  }
  row = row * (1 / a);
  column = column * (1 / b);
  const double skew = dot(row, column);
  if (std::abs(skew) > 10 * kUnitTolerance) {
    warnOnce(
        header,
        "Rows and columns are not at right angles in the file; the image orientation is ignored.");
    return;
  }
  column = column - row * skew;
  frame.orientation = std::array{row, column * (1 / length(column))};
}

void readSpacing(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  const DcmTagKey& group = DCM_PixelMeasuresSequence;
  DcmItem* item = items.holder(group, DCM_PixelSpacing);
  DcmTagKey tag = DCM_PixelSpacing;
  if (item == nullptr) {
    for (const auto& other : {DCM_ImagerPixelSpacing, DCM_NominalScannedPixelSpacing}) {
      item = items.holder(group, other);
      tag = other;
      if (item != nullptr) {
        warnOnce(header,
                 "The pixel spacing is that at the detector: lengths in the patient are smaller.");
        break;
      }
    }
  }
  if (item != nullptr) {
    const auto s = numbersOf(*item, tag);
    if (s.size() == 2 && s[0] > 0 && s[1] > 0) {
      frame.rowSpacing = s[0];  // between rows: along y
      frame.columnSpacing = s[1];
    } else {
      warnOnce(header, "The pixel spacing in the file is not two positive numbers and is ignored.");
    }
  }
  const double between = items.number(group, DCM_SpacingBetweenSlices);
  frame.sliceSpacing =
      between > 0 ? between : std::max(0.0, items.number(group, DCM_SliceThickness));
}

void readRescale(DicomFrame& frame, const FrameItems& items, DicomHeader& header) {
  const DcmTagKey& group = DCM_PixelValueTransformationSequence;
  const bool isDose = header.modality == "RTDOSE";
  const DcmTagKey slopeTag = isDose ? DCM_DoseGridScaling : DCM_RescaleSlope;
  DcmItem* slope = items.holder(group, slopeTag);
  DcmItem* intercept = isDose ? nullptr : items.holder(group, DCM_RescaleIntercept);
  const auto m = slope == nullptr ? std::optional(1.0) : numberOf(*slope, slopeTag);
  const auto b =
      intercept == nullptr ? std::optional(0.0) : numberOf(*intercept, DCM_RescaleIntercept);
  if (!m || !b || *m == 0) {
    warnOnce(
        header,
        "Rescale slope or intercept in the file is zero or no number; stored values are shown.");
    return;
  }
  frame.slope = *m;
  frame.intercept = *b;
}

void readMoment(DicomFrame& frame, const FrameItems& items, DcmItem& dataSet) {
  const DcmTagKey& content = DCM_FrameContentSequence;
  const double temporal = items.number(content, DCM_TemporalPositionIndex);
  double acquired =
      momentOf(textOf(dataSet, DCM_AcquisitionDate), textOf(dataSet, DCM_AcquisitionTime));
  for (const auto& tag : {DCM_FrameAcquisitionDateTime, DCM_AcquisitionDateTime}) {
    if (DcmItem* item = items.holder(content, tag); item != nullptr && acquired == 0) {
      const std::string when = textOf(*item, tag);
      if (when.size() > 8)
        acquired = momentOf(std::string_view(when).substr(0, 8), std::string_view(when).substr(8));
    }
  }
  const double echo = items.number(DCM_MREchoSequence, DCM_EffectiveEchoTime);
  frame.moment = {
      temporal != 0 ? temporal : items.number(content, DCM_TemporalPositionIdentifier),
      items.number(content, DCM_AcquisitionNumber),
      items.number(DCM_CardiacSynchronizationSequence, DCM_NominalCardiacTriggerDelayTime),
      items.number(content, DCM_TriggerTime),
      acquired,
      items.number(content, DCM_EchoNumbers),
      echo != 0 ? echo : items.number(content, DCM_EchoTime),
      items.number(DCM_MRDiffusionSequence, DCM_DiffusionBValue),
      items.number(content, DCM_InversionTime)};
  auto direction = numbersOf(dataSet, DCM_DiffusionGradientOrientation);
  direction.resize(3);
  frame.moment.insert(frame.moment.end(), direction.begin(), direction.end());
}

DicomFrame readFrame(const FrameItems& items, DcmItem& dataSet, DicomHeader& header) {
  DicomFrame frame;
  readPosition(frame, items, header);
  readOrientation(frame, items, header);
  readSpacing(frame, items, header);
  readRescale(frame, items, header);
  readMoment(frame, items, dataSet);
  frame.segment = static_cast<long>(
      items.number(DCM_SegmentIdentificationSequence, DCM_ReferencedSegmentNumber));
  OFString kind;
  if (dataSet.findAndGetOFStringArray(DCM_ImageType, kind).good()) frame.kind = kind.c_str();
  frame.moments = static_cast<int>(integerOf(dataSet, DCM_NumberOfTemporalPositions).value_or(0));
  frame.instanceNumber = static_cast<int>(integerOf(dataSet, DCM_InstanceNumber).value_or(0));
  return frame;
}

/// Frames of a dose lie along the normal at given offsets.
void placeDoseFrames(std::vector<DicomFrame>& frames, DcmItem& dataSet) {
  const auto offsets = numbersOf(dataSet, DCM_GridFrameOffsetVector);
  const DicomFrame& first = frames.front();
  if (offsets.size() != frames.size() || !first.position || !first.orientation) return;
  const Vec3 normal = cross((*first.orientation)[0], (*first.orientation)[1]);
  const Vec3 origin = *first.position;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    frames[i].position = origin + normal * (offsets[i] - offsets[0]);
  }
}

}  // namespace

Result<std::vector<DicomFrame>> readDicomFrames(DcmItem& dataSet, DicomHeader& header) {
  const auto count = static_cast<unsigned long>(header.format.frames);
  DcmItem* shared = itemOf(dataSet, DCM_SharedFunctionalGroupsSequence);
  DcmSequenceOfItems* perFrame = nullptr;
  (void)dataSet.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, perFrame);
  std::vector<DicomFrame> frames;
  if (perFrame == nullptr) {
    const FrameItems items(dataSet, shared, nullptr);
    frames.assign(count, readFrame(items, dataSet, header));
    if (count == 1) return frames;
    if (isFilled(dataSet, DCM_GridFrameOffsetVector)) {
      placeDoseFrames(frames, dataSet);
    } else {
      for (auto& frame : frames)
        frame.position.reset();
    }
    return frames;
  }
  if (perFrame->card() != count) {
    return fail(ErrorCode::Unreadable,
                fmt::format("contradicts itself: it says it holds {} frames and "
                            "describes {}",
                            count, perFrame->card()));
  }
  frames.reserve(count);
  for (unsigned long i = 0; i < count; ++i) {
    frames.push_back(readFrame(FrameItems(dataSet, shared, perFrame->getItem(i)), dataSet, header));
  }
  return frames;
}

}  // namespace limn::imaging
