// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/nn/contact_sheet.h"

#include "train/augment.h"
#include "train/random.h"
#include "train/synthetic.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace limn::nn {

namespace {

constexpr std::int64_t kGap = 4;  // pixels between tiles
constexpr int kTries = 1000;      // a sample whose masks are all too small is passed over

/// Colours that differ from each other and from grey.
constexpr std::array<std::array<std::uint8_t, 3>, 8> kOutlines{{{255, 64, 64},
                                                                {64, 255, 64},
                                                                {80, 160, 255},
                                                                {255, 224, 32},
                                                                {255, 64, 255},
                                                                {32, 240, 240},
                                                                {255, 144, 32},
                                                                {176, 112, 255}}};

/// Mask pixels with a neighbour outside the mask.
at::Tensor outline(const at::Tensor& mask) {
  const std::int64_t side = mask.size(0);
  at::Tensor inner = mask.clone();
  const auto erode = [&](std::int64_t axis) {
    inner.narrow(axis, 1, side - 1).mul_(mask.narrow(axis, 0, side - 1));
    inner.narrow(axis, 0, side - 1).mul_(mask.narrow(axis, 1, side - 1));
  };
  erode(0);
  erode(1);
  return mask.gt(inner);
}

/// [3, S, 2 S] uint8: the picture, and the picture with its masks outlined.
at::Tensor tile(const TrainingImage& image) {
  const at::Tensor plain = image.rgb.clamp(0, 255).round().to(at::kByte);
  at::Tensor marked = plain.clone();
  for (std::int64_t k = 0; k < image.masks.size(0); ++k) {
    const at::Tensor where = outline(image.masks[k]);
    const auto& colour = kOutlines[static_cast<std::size_t>(k) % kOutlines.size()];
    for (std::int64_t c = 0; c < 3; ++c)
      marked[c].masked_fill_(where, colour[static_cast<std::size_t>(c)]);
  }
  return at::cat({plain, marked}, 2);
}

TrainingImage realImage(const ShardSet& shards, std::uint64_t seed, std::int64_t side) {
  Random random(seed);
  for (int i = 0; i < kTries; ++i) {
    auto image = augmentedImage(shards.read(random.below(shards.size())), random.next(), side);
    if (image) return *std::move(image);
  }
  throw std::invalid_argument("expected samples with masks of at least " +
                              std::to_string(TrainingImage::kMinMaskPixels) +
                              " pixels, found none in " + std::to_string(kTries) + " tries");
}

}  // namespace

ContactSheet contactSheet(const ContactSheetOptions& options) {
  if (options.count < 1 || options.side < 1) {
    throw std::invalid_argument("expected a count and a side of at least 1");
  }
  std::optional<ShardSet> shards;
  if (!options.shards.empty()) shards.emplace(options.shards);

  const std::int64_t side = options.side;
  const auto columns =
      std::max<std::int64_t>(1, std::llround(std::sqrt(static_cast<double>(options.count) / 2.0)));
  const std::int64_t rows = (options.count + columns - 1) / columns;
  at::Tensor sheet =
      at::full({3, rows * (side + kGap) + kGap, columns * (2 * side + kGap) + kGap}, 40, at::kByte);
  for (std::int64_t i = 0; i < options.count; ++i) {
    const std::uint64_t seed = mixSeed(options.seed, static_cast<std::uint64_t>(i));
    sheet.narrow(1, kGap + i / columns * (side + kGap), side)
        .narrow(2, kGap + i % columns * (2 * side + kGap), 2 * side)
        .copy_(tile(shards ? realImage(*shards, seed, side) : syntheticImage(seed, side)));
  }
  const at::Tensor pixels = sheet.permute({1, 2, 0}).contiguous();
  const auto* values = pixels.data_ptr<std::uint8_t>();
  return {pixels.size(1), pixels.size(0), {values, values + pixels.numel()}};
}

}  // namespace limn::nn
