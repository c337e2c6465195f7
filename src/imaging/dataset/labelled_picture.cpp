// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "labelled_picture.h"

#include "file_kind.h"
#include "limn/base/volume.h"
#include "picture/picture_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

Result<Volume> readPictureFile(const fs::path& file) {
  auto kind = kindOf(file);
  if (!kind) return passOn(kind);
  if (*kind != FileKind::Picture) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} is no picture; expected PNG, JPEG or BMP", file.string()));
  }
  SeriesSummary series;
  series.path = file;
  series.files = {file};
  return readPicture(series, {});
}

/// Samples of 16 bits are scaled from the range of the picture to 0..255, as volumes are.
std::vector<std::uint8_t> eightBits(const Volume& picture) {
  std::vector<std::uint8_t> pixels(picture.bytes() / pixelBytes(picture.type));
  if (picture.type == PixelType::UInt8) {
    std::memcpy(pixels.data(), picture.data->data(), pixels.size());
    return pixels;
  }
  const double range = std::max(picture.maximum - picture.minimum, 1.0);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double value = sampleValue(picture.data->data() + 2 * i, picture.type);
    pixels[i] = static_cast<std::uint8_t>(255 * (value - picture.minimum) / range);
  }
  return pixels;
}

/// The labels of a mask: a grey picture, or a coloured one whose channels are the same.
Result<std::vector<LabelId>> pixelLabels(const Volume& mask, const fs::path& file) {
  const auto channels = static_cast<std::size_t>(mask.channels);
  const std::size_t step = pixelBytes(mask.type);
  const std::byte* samples = mask.data->data();
  std::vector<LabelId> labels(mask.bytes() / step / channels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::byte* sample = samples + i * channels * step;
    labels[i] = static_cast<LabelId>(sampleValue(sample, mask.type));
    if (channels == 3 && (sample[0] != sample[1] || sample[0] != sample[2])) {
      return fail(ErrorCode::Unsupported,
                  fmt::format("{} is a coloured mask; expected a grey picture whose values are ids "
                              "(0 = background); convert it",
                              file.string()));
    }
  }
  return labels;
}

Result<std::vector<LabelId>> readMask(const fs::path& file, const DatasetImage& image,
                                      const Volume& picture) {
  auto mask = readPictureFile(file);
  if (!mask) return passOn(mask, "reading a mask");
  if (mask->source.format == "jpeg") {
    return fail(ErrorCode::Unsupported,
                fmt::format("the mask {} is a JPEG, which does not keep values; expected PNG or "
                            "BMP",
                            file.string()));
  }
  if (mask->grid.size != picture.grid.size) {
    return fail(ErrorCode::Mismatch,
                fmt::format("the mask {} has {}x{} pixels, its image {} has {}x{}; expected the "
                            "same size",
                            file.string(), mask->grid.size.x, mask->grid.size.y,
                            image.image.string(), picture.grid.size.x, picture.grid.size.y));
  }
  return pixelLabels(*mask, file);
}

/// A file with one mask: every pixel that is not 0.
Result<ObjectMask> wholeMask(std::span<const LabelId> labels, std::string name,
                             const fs::path& file) {
  ObjectMask mask{std::move(name), 0, std::vector<std::uint8_t>(labels.size())};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    mask.id = std::max(mask.id, static_cast<int>(labels[i]));
    mask.inside[i] = 1;
  }
  if (mask.id != 0) return mask;
  return fail(ErrorCode::Unreadable,
              fmt::format("the mask {} is empty; expected pixels that are not 0", file.string()));
}

Result<void> appendMasks(LabelledPicture& to, std::size_t index, const DatasetImage& image,
                         const Volume& picture) {
  const fs::path& file = image.masks[index];
  auto labels = readMask(file, image, picture);
  if (!labels) return passOn(labels);
  if (image.kind == DatasetImage::MaskKind::OneEach) {
    auto mask = wholeMask(*labels, image.maskNames[index], file);
    if (!mask) return passOn(mask);
    to.objects.push_back(std::move(*mask));
    return {};
  }
  auto masks = splitLabels(*labels, image, file.string());
  if (!masks) return passOn(masks);
  std::move(masks->begin(), masks->end(), std::back_inserter(to.objects));
  return {};
}

}  // namespace

Result<std::vector<ObjectMask>> splitLabels(std::span<const LabelId> labels,
                                            const DatasetImage& image, const std::string& file) {
  std::map<int, ObjectMask> found;
  ObjectMask* last = nullptr;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const int id = labels[i];
    if (id == 0) continue;
    if (last == nullptr || last->id != id) {
      last = &found[id];
      if (last->inside.empty()) {
        *last = {std::to_string(id), id, std::vector<std::uint8_t>(labels.size())};
      }
    }
    last->inside[i] = 1;
  }
  for (const int id : image.ignoredIds)
    found.erase(id);
  if (found.empty()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("the mask {} is empty; expected pixels that are not 0", file));
  }
  const auto& classes = image.classes;
  std::vector<ObjectMask> masks;
  for (auto& [id, mask] : found) {
    if (const auto name = classes.find(id); name != classes.end()) {
      mask.name = name->second;
    } else if (!classes.empty()) {
      std::string known;
      for (const auto& entry : classes)
        known += fmt::format("{}{}", known.empty() ? "" : ", ", entry.first);
      return fail(ErrorCode::OutOfRange,
                  fmt::format("the mask {} holds the id {}, which is not in its table of classes "
                              "(ids {}); correct the mask or the table",
                              file, id, known));
    }
    masks.push_back(std::move(mask));
  }
  return masks;
}

Result<LabelledPicture> readLabelledPicture(const DatasetImage& image) {
  auto picture = readPictureFile(image.image);
  if (!picture) return passOn(picture, "reading an image");
  LabelledPicture result{
      picture->grid.size.y, picture->grid.size.x, picture->channels, eightBits(*picture), {}};
  for (std::size_t i = 0; i < image.masks.size(); ++i) {
    if (auto done = appendMasks(result, i, image, *picture); !done) return passOn(done);
  }
  return result;
}

}  // namespace limn::imaging
