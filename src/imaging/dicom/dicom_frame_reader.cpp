// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_frame_reader.h"

#include "dicom_frame_geometry.h"
#include "limn/base/number_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace limn::imaging {

namespace {

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
        "Rescale slope or intercept in the file is zero or not a number; stored values are shown.");
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
  readFrameGeometry(frame, items, header);
  readRescale(frame, items, header);
  readMoment(frame, items, dataSet);
  const double segment =
      items.number(DCM_SegmentIdentificationSequence, DCM_ReferencedSegmentNumber);
  frame.segment = segment >= 0 && segment <= UINT16_MAX ? static_cast<long>(segment) : 0;
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
      for (auto& frame : frames) {
        frame.position.reset();
        frame.geometryFault =
            "the positions of the frames are absent (ImagePositionPatient "
            "(0020,0032) in PerFrameFunctionalGroupsSequence)";
      }
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
