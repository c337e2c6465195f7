// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_volume_reader.h"

#include "dicom_pixels.h"
#include "dicom_values.h"
#include "workers.h"

#include <fmt/format.h>

#include <new>
#include <utility>

namespace limn::imaging {

namespace {

struct Nothing {};

struct Frames {
  std::vector<StoredFrame> stored;
  ValueSpan values;
};

Result<Frames> readFrames(const std::vector<DicomHeader>& headers, const DicomVolume& plan,
                          const JobContext& job) {
  Frames frames;
  frames.stored.resize(plan.slices.size());
  std::vector<ValueSpan> spans(plan.slices.size());
  auto read = forEachParallel(
      plan.slices.size(), job, {0.1, 0.8, "reading slices"},
      [] { return std::make_unique<DicomFrameReader>(); },
      [&](std::unique_ptr<DicomFrameReader>& reader, std::size_t i) -> Result<void> {
        const DicomSlice& slice = plan.slices[i];
        const DicomHeader& header = headers[slice.file];
        auto stored = reader->read(header, slice.frame, job.stop);
        if (!stored) return passOn(stored, fmt::format("reading {}", header.path.string()));
        if (stored->samples == 1 && !header.palette[0]) {
          spans[i] = GreyMapping(header, header.frames[slice.frame]).span(*stored);
        }
        frames.stored[i] = std::move(*stored);
        return {};
      });
  if (!read) return passOn(read);
  frames.values = spans.front();
  for (const auto& span : spans)
    frames.values = frames.values.merged(span);
  return frames;
}

SourceRef sourceOf(const std::vector<DicomHeader>& headers, const DicomVolume& plan) {
  const DicomHeader& first = headers[plan.slices.front().file];
  SourceRef source;
  source.format = "dicom";
  source.modality = first.modality;
  source.studyInstanceUid = first.studyInstanceUid;
  source.seriesInstanceUid = first.seriesInstanceUid;
  source.frameOfReferenceUid = first.frameOfReferenceUid;
  for (const auto& slice : plan.slices) {
    const DicomHeader& header = headers[slice.file];
    if (source.files.empty() || source.files.back() != header.path)
      source.files.push_back(header.path);
    source.sopInstanceUids.push_back(header.sopInstanceUid);
  }
  return source;
}

Result<Volume> assemble(const std::vector<DicomHeader>& headers, const DicomVolume& plan,
                        Frames& frames, const JobContext& job) {
  const DicomHeader& first = headers[plan.slices.front().file];
  const bool isColour = first.format.samples == 3 || first.palette[0] != nullptr;
  const PixelType type = isColour ? PixelType::UInt8 : frames.values.pixelType();
  const int channels = isColour ? 3 : 1;
  const std::size_t sliceBytes =
      static_cast<std::size_t>(first.format.rows * first.format.columns * channels) *
      pixelBytes(type);
  std::vector<std::byte> data(sliceBytes * plan.slices.size());
  auto converted = forEachParallel(
      plan.slices.size(), job, {0.8, 1, "scaling slices"}, [] { return Nothing{}; },
      [&](Nothing&, std::size_t i) -> Result<void> {
        const DicomHeader& header = headers[plan.slices[i].file];
        StoredFrame stored = std::move(frames.stored[i]);
        std::byte* to = data.data() + i * sliceBytes;
        if (isColour) {
          convertToRgb(stored, header, to);
        } else {
          GreyMapping(header, header.frames[plan.slices[i].frame]).convert(stored, type, to);
        }
        return {};
      });
  if (!converted) return passOn(converted);
  return makeVolume(plan.grid, type, channels, std::move(data));
}

}  // namespace

Result<Volume> readDicomVolume(const std::vector<DicomHeader>& headers, const DicomVolume& plan,
                               const JobContext& job) {
  try {
    auto frames = readFrames(headers, plan, job);
    if (!frames) return passOn(frames);
    auto volume = assemble(headers, plan, *frames, job);
    if (!volume) return volume;
    const DicomSlice& middle = plan.slices[plan.slices.size() / 2];
    const DicomHeader& header = headers[middle.file];
    if (header.window && volume->channels == 1) {
      volume->window = GreyMapping(header, header.frames[middle.frame]).window(*header.window);
    }
    volume->source = sourceOf(headers, plan);
    volume->warnings = plan.warnings;
    return volume;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory,
                fmt::format("not enough memory for {} x {} x {} voxels", plan.grid.size.x,
                            plan.grid.size.y, plan.grid.size.z));
  }
}

}  // namespace limn::imaging
