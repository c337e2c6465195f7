// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_encoding.h"

#include "gzip.h"
#include "itk_read_back.h"
#include "nifti/nifti_reader.h"
#include "nifti/nifti_writer.h"
#include "nrrd/nrrd_writer.h"
#include "picture/picture_reader.h"
#include "verification.h"

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

std::string lowerCase(std::string text) {
  for (char& c : text)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
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
  EncodedLabels out{MaskFormat::Png, std::move(*bytes), false, false, {}};
  if (size.z > 1) out.notes.push_back(fmt::format("slice {} of {}", *slice, size.z));
  return out;
}

Result<EncodedLabels> encodeAsNifti(const Segmentation& segmentation, MaskFormat format) {
  auto nifti = encodeNifti(segmentation);
  if (!nifti) return passOn(nifti);
  EncodedLabels out{format, std::move(nifti->bytes), nifti->formsCopied, nifti->formsUnambiguous,
                    std::move(nifti->notes)};
  if (format == MaskFormat::NiftiGzip) {
    auto packed = packGzip(out.bytes);
    if (!packed) return passOn(packed);
    out.bytes = std::move(*packed);
  }
  return out;
}

/// Voxels of layer `layer` that the other reader, who has `layers` of them, sees otherwise.
template <class Voxels>
std::int64_t countDifferent(std::span<const LabelId> ours, const Voxels& theirs,
                            std::size_t layer = 0, std::size_t layers = 1) {
  std::int64_t different = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    different += ours[i] != theirs(i * layers + layer);
  return different;
}

/// With our own reader: for pictures (another codec path) and for forms other readers refuse.
Result<Verification> verifyWithOwnReader(const fs::path& file, const Segmentation& segmentation,
                                         MaskFormat format) {
  const bool picture = format == MaskFormat::Png;
  auto series = picture ? scanPicture(file) : scanNifti(file);
  if (!series) return passOn(series);
  auto volume = picture ? readPicture(series->front(), {}) : readNifti(series->front(), {});
  if (!volume) return passOn(volume);
  std::span<const LabelId> ours = segmentation.voxels;
  if (picture) ours = sliceOf(segmentation, *labelledSlice(segmentation));
  if (volume->bytes() != ours.size() * pixelBytes(volume->type))
    return readBackDiffers(file, "another size");
  Verification v;
  v.reader = picture ? "OpenCV" : "Limn";
  const std::size_t step = pixelBytes(volume->type);
  v.differentVoxels = countDifferent(ours, [&](std::size_t i) {
    return sampleValue(volume->data->data() + i * step, volume->type);
  });
  if (!picture) v.gridDistanceMm = largestCornerDistance(volume->grid, segmentation.grid);
  return v;
}

Result<Verification> verifyWithItk(const fs::path& file, const Masks& masks,
                                   const EncodedLabels& encoded) {
  const bool nifti = encoded.format == MaskFormat::Nifti || encoded.format == MaskFormat::NiftiGzip;
  auto back = readBackWithItk(file, nifti ? ReadBackFormat::Nifti : ReadBackFormat::Nrrd);
  if (!back) return passOn(back);
  const Grid& grid = masks.layers.front().grid;
  if (back->grid.size != grid.size || back->layers != masks.layers.size())
    return readBackDiffers(file, "another size");
  Verification v;
  v.reader = back->reader;
  for (std::size_t layer = 0; layer < back->layers; ++layer) {
    v.differentVoxels += countDifferent(
        masks.layers[layer].voxels, [&](std::size_t i) { return back->voxels[i]; }, layer,
        back->layers);
  }
  if (encoded.gridStated) v.gridDistanceMm = largestCornerDistance(back->grid, grid);
  return v;
}

}  // namespace

Result<MaskFormat> maskFormatOf(const fs::path& file) {
  const std::string name = lowerCase(file.filename().string());
  if (name.ends_with(".nii")) return MaskFormat::Nifti;
  if (name.ends_with(".nii.gz")) return MaskFormat::NiftiGzip;
  if (name.ends_with(".seg.nrrd")) return MaskFormat::SegNrrd;
  if (name.ends_with(".nrrd")) return MaskFormat::Nrrd;
  if (name.ends_with(".png")) return MaskFormat::Png;
  if (name.ends_with(".rtstruct.dcm")) return MaskFormat::RtStructureSet;
  if (name.ends_with(".dcm")) return MaskFormat::DicomSegmentation;
  return fail(ErrorCode::Unsupported,
              fmt::format("cannot tell the format of {}; end its name in .nii.gz, .nii, .nrrd, "
                          ".seg.nrrd, .png, .dcm (a segmentation) or .rtstruct.dcm",
                          file.string()));
}

std::optional<MaskFormat> maskFormatFor(std::string_view name, const fs::path& file) {
  const std::string fileName = lowerCase(file.filename().string());
  if (name == "seg") return MaskFormat::DicomSegmentation;
  if (name == "rtstruct") return MaskFormat::RtStructureSet;
  if (name == "nifti") return fileName.ends_with(".gz") ? MaskFormat::NiftiGzip : MaskFormat::Nifti;
  if (name == "nrrd")
    return fileName.ends_with(".seg.nrrd") ? MaskFormat::SegNrrd : MaskFormat::Nrrd;
  return std::nullopt;
}

Result<EncodedLabels> encodeLabels(const Masks& masks, MaskFormat format) {
  const Segmentation& first = masks.layers.front();
  if (format == MaskFormat::Png) return encodeAsPng(first);
  if (format == MaskFormat::Nifti || format == MaskFormat::NiftiGzip)
    return encodeAsNifti(first, format);
  auto bytes =
      encodeNrrd(masks, format == MaskFormat::SegNrrd ? NrrdSegments::Yes : NrrdSegments::No);
  if (!bytes) return passOn(bytes);
  return EncodedLabels{format, std::move(*bytes), false, hasDirections(first.grid.calibration), {}};
}

Result<Verification> verifyLabels(const fs::path& file, const Masks& masks,
                                  const EncodedLabels& encoded) {
  const Segmentation& first = masks.layers.front();
  auto v = encoded.format == MaskFormat::Png ? verifyWithOwnReader(file, first, encoded.format)
                                             : verifyWithItk(file, masks, encoded);
  if (!encoded.gridStated && encoded.formsCopied) {
    // ITK reads another grid from such forms, or refuses them, although they are copied from the
    // source.
    auto own = verifyWithOwnReader(file, first, encoded.format);
    if (!own) return own;
    own->reader = v ? v->reader + " (voxels), Limn (grid)" : "Limn";
    if (v) own->differentVoxels = v->differentVoxels;
    v = std::move(own);
  }
  if (!v) return v;
  return checkVerification(file, std::move(*v), first.grid);
}

}  // namespace limn::imaging
