// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_encoding.h"

#include "grid_tolerance.h"
#include "gzip.h"
#include "itk_read_back.h"
#include "nifti/nifti_reader.h"
#include "nifti/nifti_writer.h"
#include "nrrd/nrrd_writer.h"
#include "picture/picture_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <string>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

/// The slice that a picture shows: the only one, or the only one with labels.
Result<std::int64_t> labelledSlice(const Segmentation& segmentation) {
  const Size3 size = segmentation.grid.size;
  if (size.z == 1) return 0;
  const auto area = static_cast<std::size_t>(size.x * size.y);
  std::vector<std::int64_t> labelled;
  for (std::int64_t z = 0; z < size.z; ++z) {
    const auto slice =
        std::span(segmentation.voxels).subspan(static_cast<std::size_t>(z) * area, area);
    if (std::any_of(slice.begin(), slice.end(), [](LabelId v) { return v != 0; })) {
      labelled.push_back(z);
    }
  }
  if (labelled.size() == 1) return labelled.front();
  return fail(
      ErrorCode::Unsupported,
      fmt::format("a picture holds one slice, but {} of {} slices have labels; write .nii.gz "
                  "or .nrrd instead",
                  labelled.size(), size.z));
}

std::span<const LabelId> sliceOf(const Segmentation& segmentation, std::int64_t z) {
  const auto area = static_cast<std::size_t>(segmentation.grid.size.x * segmentation.grid.size.y);
  return std::span(segmentation.voxels).subspan(static_cast<std::size_t>(z) * area, area);
}

Result<EncodedLabels> encodeAsPng(const Segmentation& segmentation) {
  const auto slice = labelledSlice(segmentation);
  if (!slice) return tl::unexpected<Error>(slice.error());
  const Size3 size = segmentation.grid.size;
  auto bytes = encodePng(sliceOf(segmentation, *slice), size.x, size.y);
  if (!bytes) return passOn(bytes);
  EncodedLabels out{LabelFormat::Png, std::move(*bytes), false, false, {}};
  if (size.z > 1) out.notes.push_back(fmt::format("slice {} of {}", *slice, size.z));
  return out;
}

Result<EncodedLabels> encodeAsNifti(const Segmentation& segmentation, LabelFormat format) {
  auto nifti = encodeNifti(segmentation);
  if (!nifti) return passOn(nifti);
  EncodedLabels out{format, std::move(nifti->bytes), nifti->formsCopied, nifti->formsUnambiguous,
                    std::move(nifti->notes)};
  if (format == LabelFormat::NiftiGzip) {
    auto packed = packGzip(out.bytes);
    if (!packed) return passOn(packed);
    out.bytes = std::move(*packed);
  }
  return out;
}

template <class Voxels>
std::int64_t countDifferent(std::span<const LabelId> ours, const Voxels& theirs) {
  std::int64_t different = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    different += ours[i] != theirs(i);
  return different;
}

tl::unexpected<Error> differs(const fs::path& file, const std::string& what) {
  return fail(ErrorCode::CheckFailed,
              fmt::format("{} was written, but reading it back gave {}; it was not kept",
                          file.filename().string(), what));
}

/// With our own reader: for pictures (another codec path) and for forms other readers refuse.
Result<Verification> verifyWithOwnReader(const fs::path& file, const Segmentation& segmentation,
                                         LabelFormat format) {
  const bool picture = format == LabelFormat::Png;
  auto series = picture ? scanPicture(file) : scanNifti(file);
  if (!series) return passOn(series);
  auto volume = picture ? readPicture(series->front(), {}) : readNifti(series->front(), {});
  if (!volume) return passOn(volume);
  std::span<const LabelId> ours = segmentation.voxels;
  if (picture) ours = sliceOf(segmentation, *labelledSlice(segmentation));
  if (volume->bytes() != ours.size() * pixelBytes(volume->type))
    return differs(file, "another size");
  Verification v;
  v.reader = picture ? "OpenCV" : "Limn";
  const std::size_t step = pixelBytes(volume->type);
  v.differentVoxels = countDifferent(ours, [&](std::size_t i) {
    return sampleValue(volume->data->data() + i * step, volume->type);
  });
  if (!picture) v.gridDistanceMm = largestCornerDistance(volume->grid, segmentation.grid);
  return v;
}

Result<Verification> verifyWithItk(const fs::path& file, const Segmentation& segmentation,
                                   const EncodedLabels& encoded) {
  const bool nifti =
      encoded.format == LabelFormat::Nifti || encoded.format == LabelFormat::NiftiGzip;
  auto back = readBackWithItk(file, nifti ? ReadBackFormat::Nifti : ReadBackFormat::Nrrd);
  if (!back) return passOn(back);
  if (back->grid.size != segmentation.grid.size) return differs(file, "another size");
  Verification v;
  v.reader = back->reader;
  v.differentVoxels =
      countDifferent(segmentation.voxels, [&](std::size_t i) { return back->voxels[i]; });
  if (encoded.gridStated) v.gridDistanceMm = largestCornerDistance(back->grid, segmentation.grid);
  return v;
}

}  // namespace

Result<LabelFormat> labelFormatOf(const fs::path& file) {
  std::string name = file.filename().string();
  for (char& c : name)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (name.ends_with(".nii")) return LabelFormat::Nifti;
  if (name.ends_with(".nii.gz")) return LabelFormat::NiftiGzip;
  if (name.ends_with(".seg.nrrd")) return LabelFormat::SegNrrd;
  if (name.ends_with(".nrrd")) return LabelFormat::Nrrd;
  if (name.ends_with(".png")) return LabelFormat::Png;
  return fail(ErrorCode::Unsupported,
              fmt::format("cannot tell the format of {}; end its name in .nii.gz, .nii, .nrrd, "
                          ".seg.nrrd or .png",
                          file.string()));
}

Result<EncodedLabels> encodeLabels(const Segmentation& segmentation, LabelFormat format) {
  if (format == LabelFormat::Png) return encodeAsPng(segmentation);
  if (format == LabelFormat::Nifti || format == LabelFormat::NiftiGzip) {
    return encodeAsNifti(segmentation, format);
  }
  auto bytes = encodeNrrd(segmentation,
                          format == LabelFormat::SegNrrd ? NrrdSegments::Yes : NrrdSegments::No);
  if (!bytes) return passOn(bytes);
  return EncodedLabels{
      format, std::move(*bytes), false, hasDirections(segmentation.grid.calibration), {}};
}

Result<Verification> verifyLabels(const fs::path& file, const Segmentation& segmentation,
                                  const EncodedLabels& encoded) {
  auto v = encoded.format == LabelFormat::Png
               ? verifyWithOwnReader(file, segmentation, encoded.format)
               : verifyWithItk(file, segmentation, encoded);
  if (!encoded.gridStated && encoded.formsCopied) {
    // ITK reads another grid from such forms, or refuses them, although they are copied from the
    // source.
    auto own = verifyWithOwnReader(file, segmentation, encoded.format);
    if (!own) return own;
    own->reader = v ? v->reader + " (voxels), Limn (grid)" : "Limn";
    if (v) own->differentVoxels = v->differentVoxels;
    v = std::move(own);
  }
  if (!v) return v;
  if (v->differentVoxels != 0)
    return differs(file, fmt::format("{} other voxels", v->differentVoxels));
  if (v->gridDistanceMm && !(*v->gridDistanceMm <= gridTolerance(segmentation.grid))) {
    return differs(file, fmt::format("a grid {:.4g} mm away", *v->gridDistanceMm));
  }
  return v;
}

}  // namespace limn::imaging
