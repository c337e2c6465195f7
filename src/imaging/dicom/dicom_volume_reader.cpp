// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_volume_reader.h"

#include "dicom_pixels.h"
#include "dicom_values.h"
#include "workers.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <variant>

namespace limn::imaging {

namespace {

bool isColour(const DicomHeader& header) {
  return header.format.samples == 3 || header.palette[0] != nullptr;
}

/// Reads the frames of a plan into one block of voxels. Each thread converts the frames that it has
/// decoded, while they are in the cache of its core.
class Stacker {
 public:
  Stacker(const std::vector<DicomHeader>& headers, const DicomVolume& plan)
      : headers_(headers), plan_(plan), spans_(plan.slices.size()), odd_(plan.slices.size()) {
    const DicomPixelFormat& format = headerOf(0).format;
    isColour_ = isColour(headerOf(0));
    type_ = isColour_ ? PixelType::UInt8 : likelyType();
    samples_ = static_cast<std::size_t>(format.rows * format.columns) * (isColour_ ? 3 : 1);
    data_ = VoxelBuffer::zeros(samples_ * pixelBytes(type_) * plan.slices.size());
  }

  Result<Volume> run(const JobContext& job) {
    auto read = forEachParallel(
        plan_.slices.size(), job, {0.1, 1, "reading slices"},
        [] { return std::make_unique<DicomFrameReader>(); },
        [&](std::unique_ptr<DicomFrameReader>& reader, std::size_t i) -> Result<void> {
          auto stored = reader->read(headerOf(i), plan_.slices[i].frame, job.stop);
          if (!stored) return passOn(stored, fmt::format("reading {}", headerOf(i).path.string()));
          place(i, std::move(*stored));
          return {};
        });
    if (!read) return passOn(read);
    if (isColour_) return makeVolume(plan_.grid, type_, 3, std::move(data_));
    ValueSpan values = spans_.front();
    for (const auto& span : spans_)
      values = values.merged(span);
    if (values.pixelType() != type_) {
      if (auto widened = widen(values.pixelType(), job); !widened) return passOn(widened);
    }
    std::optional<ValueRange> range;
    if (values.isWhole && type_ != PixelType::Float32) range = {values.least, values.most};
    return makeVolume(plan_.grid, type_, 1, std::move(data_), range);
  }

 private:
  [[nodiscard]] const DicomHeader& headerOf(std::size_t i) const {
    return headers_[plan_.slices[i].file];
  }
  [[nodiscard]] GreyMapping mappingOf(std::size_t i) const {
    return {headerOf(i), headerOf(i).frames[plan_.slices[i].frame]};
  }
  [[nodiscard]] std::byte* slot(VoxelBuffer& data, PixelType type, std::size_t i) const {
    return data.data() + i * samples_ * pixelBytes(type);
  }

  /// The pixel type by the headers alone: certainly Float32, or probably Int16.
  [[nodiscard]] PixelType likelyType() const {
    for (std::size_t i = 0; i < plan_.slices.size(); ++i) {
      const bool isReal = headerOf(i).structure.pixels->kind != DicomPixelLocation::Kind::Integer;
      if (!headerOf(i).modalityTable && (isReal || !mappingOf(i).keepsWholeNumbers())) {
        return PixelType::Float32;
      }
    }
    return PixelType::Int16;
  }

  void place(std::size_t i, StoredFrame stored) {
    if (isColour_) {
      convertToRgb(stored, headerOf(i), slot(data_, type_, i));
      return;
    }
    const GreyMapping mapping = mappingOf(i);
    spans_[i] = mapping.span(stored);
    if (type_ == PixelType::Float32 || spans_[i].pixelType() == type_) {
      mapping.convert(stored, type_, slot(data_, type_, i));
    } else {
      odd_[i] = std::move(stored);
    }
  }

  /// Called when a slice does not fit in 16 signed bits: converts all slices to a wider type.
  Result<void> widen(PixelType type, const JobContext& job) {
    VoxelBuffer wide = VoxelBuffer::zeros(samples_ * pixelBytes(type) * plan_.slices.size());
    auto done = forEachParallel(
        plan_.slices.size(), job, {1, 1, "scaling slices"}, [] { return std::monostate{}; },
        [&](std::monostate&, std::size_t i) -> Result<void> {
          if (odd_[i]) {
            mappingOf(i).convert(*odd_[i], type, slot(wide, type, i));
            odd_[i].reset();
            return {};
          }
          const auto* from = reinterpret_cast<const std::int16_t*>(slot(data_, type_, i));
          if (type == PixelType::UInt16) {
            std::copy_n(from, samples_, reinterpret_cast<std::uint16_t*>(slot(wide, type, i)));
          } else {
            std::copy_n(from, samples_, reinterpret_cast<float*>(slot(wide, type, i)));
          }
          return {};
        });
    if (!done) return done;
    data_ = std::move(wide);
    type_ = type;
    return {};
  }

  const std::vector<DicomHeader>& headers_;
  const DicomVolume& plan_;
  bool isColour_ = false;
  PixelType type_ = PixelType::Int16;
  std::size_t samples_ = 0;  // of a slice
  std::vector<ValueSpan> spans_;
  std::vector<std::optional<StoredFrame>> odd_;  // frames that did not fit in 16 bits
  VoxelBuffer data_;
};

}  // namespace

SourceRef sourceOf(const std::vector<DicomHeader>& headers, const DicomVolume& plan) {
  const DicomHeader& first = headers[plan.slices.front().file];
  SourceRef source;
  source.format = "dicom";
  source.modality = first.modality;
  source.text = first.text;
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

Result<Volume> readDicomVolume(const std::vector<DicomHeader>& headers, const DicomVolume& plan,
                               const JobContext& job) {
  try {
    auto volume = Stacker(headers, plan).run(job);
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
