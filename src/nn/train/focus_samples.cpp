// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/focus_samples.h"

#include "components.h"
#include "limn/nn/training.h"
#include "picture_view.h"
#include "train/grey_changes.h"
#include "train/superpixels.h"
#include "train/synthetic.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace limn::nn {

namespace {

constexpr double kSuperpixels = 0.25;  // of the stored pictures
constexpr std::int64_t kMinPixels = 20;

/// One object of a label image: its mask `[1, H, W]` and where it lies.
struct Object {
  at::Tensor mask;
  PixelBox box;
  std::int64_t pixels = 0;
};

/// One value of one plane, each as likely as another; one time in six only one connected part of
/// it.
Object someObject(const at::Tensor& masks, Random& random) {
  constexpr double kOnePart = 1.0 / 6;
  const at::Tensor plane = masks[random.below(masks.size(0))].contiguous();
  std::array<bool, 256> seen{};
  const auto* value = plane.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < plane.numel(); ++i)
    seen[value[i]] = true;
  std::vector<std::int64_t> ids;
  for (std::int64_t id = 1; id < 256; ++id) {
    if (seen[static_cast<std::size_t>(id)]) ids.push_back(id);
  }
  if (ids.empty()) return {};
  const std::int64_t id =
      ids[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ids.size())))];
  at::Tensor mask = plane.eq(id).to(at::kByte);
  const Components found = connectedComponents(mask);
  Object object{mask.unsqueeze(0), found.parts.front().box, 0};
  const bool onePart = found.parts.size() > 1 && random.chance(kOnePart);
  const auto chosen =
      onePart ? random.below(static_cast<std::int64_t>(found.parts.size())) : std::int64_t{-1};
  auto* to = mask.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < mask.numel(); ++i) {
    const std::int32_t label = found.labels[static_cast<std::size_t>(i)];
    if (onePart && label != chosen + 1) to[i] = 0;
    object.pixels += to[i];
  }
  if (onePart) object.box = found.parts[static_cast<std::size_t>(chosen)].box;
  for (const Component& part : found.parts) {
    if (onePart) break;
    object.box = {std::min(object.box.x0, part.box.x0), std::min(object.box.y0, part.box.y0),
                  std::max(object.box.x1, part.box.x1), std::max(object.box.y1, part.box.y1)};
  }
  return object;
}

/// A random pixel of a mask `[1, H, W]` of `pixels` set ones, as index.
std::int64_t somePixel(const at::Tensor& mask, std::int64_t pixels, Random& random) {
  const auto* value = mask.data_ptr<std::uint8_t>();
  std::int64_t left = random.below(pixels), at = 0;
  for (;; ++at) {
    if (value[at] != 0 && left-- == 0) return at;
  }
}

/// Mirrored, turned and stretched at random; `span` is the width of the view in pixels of the
/// picture.
Placement placed(Random& random, double centreX, double centreY, double span, std::int64_t side) {
  Placement place{centreX, centreY};
  const double step = span / static_cast<double>(side);
  const double stretch = random.chance(0.4) ? random.logUniform(0.85, 1.18) : 1.0;
  place.stepX = step * stretch * (random.chance(0.5) ? -1 : 1);
  place.stepY = step / stretch * (random.chance(0.25) ? -1 : 1);
  place.angle = (random.chance(0.4) ? random.uniform(-0.35, 0.35) : 0.0) +
                (random.chance(0.3) ? std::numbers::pi / 2 : 0.0);
  return place;
}

constexpr double kLeastSpan = 12;  // pixels of the picture

/// Half of the views hold the object at 25 to 85 % of their side; a third lies around a random
/// point of it at any scale, as after a click; the others show the whole picture.
Placement aroundObject(Random& random, const Object& object, std::int64_t side) {
  const auto height = static_cast<double>(object.mask.size(1));
  const auto width = static_cast<double>(object.mask.size(2));
  const double longest = std::max(width, height), kind = random.uniform();
  if (kind < 0.52) {
    const auto w = static_cast<double>(object.box.x1 - object.box.x0);
    const auto h = static_cast<double>(object.box.y1 - object.box.y0);
    const double span = std::max(std::max(w, h) / random.uniform(0.25, 0.85), kLeastSpan);
    const auto moved = [&](double from, double to, double extent) {
      return (from + to) / 2 + random.uniform(-0.4, 0.4) * std::max(span - extent, 0.0);
    };
    const double x =
        moved(static_cast<double>(object.box.x0), static_cast<double>(object.box.x1), w);
    return placed(random, x,
                  moved(static_cast<double>(object.box.y0), static_cast<double>(object.box.y1), h),
                  span, side);
  }
  if (kind < 0.85) {
    const std::int64_t at = somePixel(object.mask, object.pixels, random);
    const double span = std::max(random.logUniform(0.1, 1.15) * longest, kLeastSpan);
    return placed(random, static_cast<double>(at % object.mask.size(2)) + 0.5,
                  static_cast<double>(at / object.mask.size(2)) + 0.5, span, side);
  }
  return placed(random, width / 2, height / 2, longest * random.uniform(1, 1.15), side);
}

/// The view's picture with other grey values, black beyond the picture, `[3, S, S]`.
at::Tensor picturedView(const ShardSample& sample, const View& view, Random& random) {
  constexpr double kSameGreys = 0.3;
  const std::int64_t side = view.x.size(0);
  at::Tensor seen = viewedPicture(sample.image, view);
  if (!random.chance(kSameGreys)) seen = changedGreys(random, seen);
  return seen.expand({3, side, side}).mul(view.inside).contiguous();
}

bool isVisible(const at::Tensor& mask) {
  constexpr double kMostShare = 0.9;
  const auto pixels = mask.sum().item<std::int64_t>();
  return pixels >= kMinPixels &&
         static_cast<double>(pixels) < kMostShare * static_cast<double>(mask.numel());
}

/// An invented picture as a stored one.
ShardSample inventedPicture(std::uint64_t seed) {
  constexpr std::int64_t kSide = 176;
  const TrainingImage made = syntheticImage(seed, kSide);
  ShardSample sample;
  sample.image = made.rgb.permute({1, 2, 0}).round().clamp(0, 255).to(at::kByte).contiguous();
  sample.masks = made.masks;
  return sample;
}

}  // namespace

std::optional<FocusSample> objectView(const ShardSample& sample, Random& random,
                                      std::int64_t side) {
  const Object object = someObject(sample.masks, random);
  if (object.pixels == 0) return std::nullopt;
  const Placement place = aroundObject(random, object, side);
  const View view = viewAt(place, sample.image.size(0), sample.image.size(1), side,
                           random.chance(0.15) ? Sampling::Nearest : Sampling::Bilinear);
  const at::Tensor mask = viewedLabels(object.mask, view)[0].contiguous();
  if (!isVisible(mask)) return std::nullopt;
  return FocusSample{focusPicture(picturedView(sample, view, random), view.inside), mask};
}

std::optional<FocusSample> superpixelView(const ShardSample& sample, Random& random,
                                          std::int64_t side) {
  const auto height = static_cast<double>(sample.image.size(0));
  const auto width = static_cast<double>(sample.image.size(1));
  const double span =
      std::max(random.logUniform(0.15, 1) * std::max(width, height), 2 * kLeastSpan);
  const double x = random.uniform(0.1, 0.9) * width, y = random.uniform(0.1, 0.9) * height;
  const View view = viewAt(placed(random, x, y, span, side), sample.image.size(0),
                           sample.image.size(1), side, Sampling::Bilinear);
  const at::Tensor rgb = picturedView(sample, view, random);
  constexpr std::int64_t kSmallest = 40;
  const auto regions = superpixels(rgb, random.logUniform(60, 3000), kSmallest);
  const auto middle = [&] {
    return static_cast<std::int64_t>(random.uniform(0.2, 0.8) * static_cast<double>(side));
  };
  const std::int64_t column = middle();
  const std::int32_t chosen = regions[static_cast<std::size_t>(middle() * side + column)];
  at::Tensor mask = at::zeros({side, side}, at::kByte);
  auto* to = mask.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < regions.size(); ++i)
    to[i] = regions[i] == chosen ? 1 : 0;
  if (!isVisible(mask)) return std::nullopt;
  return FocusSample{focusPicture(rgb, view.inside), mask};
}

std::optional<FocusSample> plainView(const ShardSample& sample, Random& random, std::int64_t side) {
  const Object object = someObject(sample.masks, random);
  if (object.pixels == 0) return std::nullopt;
  const auto w = static_cast<double>(object.box.x1 - object.box.x0);
  const auto h = static_cast<double>(object.box.y1 - object.box.y0);
  const double step = std::max(2 * std::max(w, h), kLeastSpan) / static_cast<double>(side);
  const Placement place{static_cast<double>(object.box.x0) + w / 2,
                        static_cast<double>(object.box.y0) + h / 2, step, step, 0};
  const View view =
      viewAt(place, sample.image.size(0), sample.image.size(1), side, Sampling::Bilinear);
  const at::Tensor mask = viewedLabels(object.mask, view)[0].contiguous();
  if (!isVisible(mask)) return std::nullopt;
  const at::Tensor rgb =
      viewedPicture(sample.image, view).expand({3, side, side}).mul(view.inside).contiguous();
  return FocusSample{focusPicture(rgb, view.inside), mask};
}

FocusSamples::FocusSamples(const TrainSettings& settings,
                           const std::vector<std::filesystem::path>& shards)
    : settings_(settings) {
  if (!shards.empty()) shards_.emplace_back(shards);
}

FocusBatch FocusSamples::batch(std::int64_t step, std::int64_t firstSlot) const {
  const std::uint64_t stepSeed = mixSeed(settings_.seed, static_cast<std::uint64_t>(step));
  FocusBatch batch;
  for (std::int64_t i = 0; i < settings_.images; ++i)
    batch.push_back(sample(mixSeed(stepSeed, static_cast<std::uint64_t>(firstSlot + i))));
  return batch;
}

// Some views show nothing of an object; then another picture is drawn.
FocusSample FocusSamples::sample(std::uint64_t seed) const {
  constexpr int kTries = 50;
  Random random(seed);
  for (int i = 0; i < kTries; ++i) {
    const bool invented = shards_.empty() || random.chance(settings_.syntheticShare);
    const ShardSample stored =
        invented ? inventedPicture(random.next()) : shards_.front().draw(random);
    const auto found = !invented && random.chance(kSuperpixels)
                           ? superpixelView(stored, random, settings_.side)
                           : objectView(stored, random, settings_.side);
    if (found) return *found;
  }
  throw TrainError("the shards hold hardly any object of " + std::to_string(kMinPixels) +
                   " pixels; pack larger structures");
}

}  // namespace limn::nn
