// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_sample.h"

#include "limn/nn/byte_tensor.h"
#include "pack/area_average.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// The size that a picture is stored with.
PictureSize storedSize(const imaging::LabelledPicture& picture, std::int64_t maxSide) {
  const std::int64_t longer = std::max(picture.height, picture.width);
  if (longer <= maxSide) return {picture.height, picture.width};
  const auto reduced = [&](std::int64_t side) {
    const double exact = static_cast<double>(side * maxSide) / static_cast<double>(longer);
    return std::max<std::int64_t>(std::llround(exact), 1);
  };
  return {reduced(picture.height), reduced(picture.width)};
}

Bytes nearestPixels(const Bytes& mask, PictureSize from, PictureSize to) {
  Bytes result(static_cast<std::size_t>(to.height * to.width));
  std::size_t at = 0;
  for (std::int64_t y = 0; y < to.height; ++y) {
    const std::int64_t row = (2 * y + 1) * from.height / (2 * to.height) * from.width;
    for (std::int64_t x = 0; x < to.width; ++x) {
      const std::int64_t column = (2 * x + 1) * from.width / (2 * to.width);
      result[at++] = mask[static_cast<std::size_t>(row + column)];
    }
  }
  return result;
}

bool isGrey(const Bytes& rgb) {
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3) {
    if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) return false;
  }
  return true;
}

Bytes firstChannel(const Bytes& rgb) {
  Bytes grey(rgb.size() / 3);
  for (std::size_t i = 0; i < grey.size(); ++i)
    grey[i] = rgb[3 * i];
  return grey;
}

/// Label images. Each mask is drawn into the first one in which it overlaps no other mask.
class Planes {
 public:
  explicit Planes(std::size_t pixels) : pixels_(pixels) {}

  void add(const Bytes& mask) {
    for (Plane& plane : planes_) {
      if (plane.masks < 255 && isFree(plane, mask)) return draw(plane, mask);
    }
    planes_.push_back({Bytes(pixels_), 0});
    draw(planes_.back(), mask);
  }

  [[nodiscard]] at::Tensor tensor(PictureSize size) const {
    Bytes labels;
    for (const Plane& plane : planes_)
      labels.insert(labels.end(), plane.labels.begin(), plane.labels.end());
    return nn::byteTensor(labels,
                          {static_cast<std::int64_t>(planes_.size()), size.height, size.width});
  }

 private:
  struct Plane {
    Bytes labels;
    int masks = 0;
  };

  static bool isFree(const Plane& plane, const Bytes& mask) {
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] != 0 && plane.labels[i] != 0) return false;
    }
    return true;
  }
  static void draw(Plane& plane, const Bytes& mask) {
    const auto label = static_cast<std::uint8_t>(++plane.masks);
    for (std::size_t i = 0; i < mask.size(); ++i) {
      if (mask[i] != 0) plane.labels[i] = label;
    }
  }

  std::size_t pixels_;
  std::vector<Plane> planes_;
};

at::Tensor imageTensor(const imaging::LabelledPicture& picture, PictureSize to) {
  const bool isColour = picture.channels == 3 && !isGrey(picture.pixels);
  Bytes pixels = isColour || picture.channels == 1 ? picture.pixels : firstChannel(picture.pixels);
  const std::int64_t channels = isColour ? 3 : 1;
  const PictureSize from{picture.height, picture.width};
  if (from != to) pixels = averageAreas(pixels, channels, from, to);
  return nn::byteTensor(pixels, {to.height, to.width, channels});
}

}  // namespace

PackedPicture packPicture(const imaging::DatasetItem& item, const imaging::LabelledPicture& picture,
                          const PackRules& rules) {
  PackedPicture packed;
  const PictureSize from{picture.height, picture.width};
  if (rules.dropsLongPictures &&
      2 * std::min(from.height, from.width) < std::max(from.height, from.width)) {
    packed.leftOut = "shorter side under half of the longer one";
    return packed;
  }
  const PictureSize to = storedSize(picture, rules.maxSide);
  const double area = static_cast<double>(to.height * to.width);
  Planes planes(static_cast<std::size_t>(to.height * to.width));
  for (const imaging::ObjectMask& object : picture.objects) {
    const Bytes mask = from == to ? object.inside : nearestPixels(object.inside, from, to);
    const auto inside = std::count_if(mask.begin(), mask.end(), [](auto v) { return v != 0; });
    if (inside == 0 || static_cast<double>(inside) * 256 * 256 < rules.minMaskPixels * area) {
      ++packed.droppedMasks;
      continue;
    }
    planes.add(mask);
    ++packed.masks;
  }
  if (packed.masks == 0) {
    packed.leftOut = "all masks under the smallest size";
    return packed;
  }
  packed.sample = nn::ShardSample{{item.id, item.caseName, item.modality, item.target},
                                  imageTensor(picture, to),
                                  planes.tensor(to)};
  return packed;
}

}  // namespace limn::apps
