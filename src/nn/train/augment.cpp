// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/augment.h"

#include "preprocess.h"
#include "train/grey_changes.h"
#include "train/label_masks.h"
#include "train/random.h"
#include "train/view.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <stdexcept>

namespace limn::nn {

namespace {

constexpr double kUnchanged = 0.3;

void requireSample(const ShardSample& sample) {
  const at::Tensor &image = sample.image, &masks = sample.masks;
  const bool fits = image.defined() && masks.defined() && image.dim() == 3 && masks.dim() == 3 &&
                    (image.size(2) == 1 || image.size(2) == 3) && image.size(0) == masks.size(1) &&
                    image.size(1) == masks.size(2) && image.scalar_type() == at::kByte &&
                    masks.scalar_type() == at::kByte;
  if (!fits) {
    throw std::invalid_argument(
        "expected an image [H, W, 1 or 3] and masks [P, H, W] of uint8 in " + sample.entry.id);
  }
}

/// [3, S, S] in the mean colour, which is 0 once normalised.
at::Tensor meanColour(std::int64_t side) {
  at::Tensor rgb = at::empty({3, side, side}, at::kFloat);
  for (std::int64_t c = 0; c < 3; ++c)
    rgb[c].fill_(kMeanColour[static_cast<std::size_t>(c)]);
  return rgb;
}

}  // namespace

std::optional<TrainingImage> fitToInput(const ShardSample& sample, std::int64_t side) {
  requireSample(sample);
  const std::int64_t height = sample.image.size(0), width = sample.image.size(1);
  const InputFrame frame = samMed2dFrame(height, width, side);
  const at::Tensor rows = nearestIndices(height, frame.inputHeight);
  const at::Tensor columns = nearestIndices(width, frame.inputWidth);
  at::Tensor labels = at::zeros({sample.masks.size(0), side, side}, at::kByte);
  labels.narrow(1, frame.top, frame.inputHeight)
      .narrow(2, frame.left, frame.inputWidth)
      .copy_(sample.masks.index_select(1, rows).index_select(2, columns));
  const at::Tensor masks = masksOfLabels(labels, TrainingImage::kMinMaskPixels);
  if (masks.size(0) == 0) return std::nullopt;

  const at::Tensor picture = sample.image.index_select(0, rows).index_select(1, columns);
  at::Tensor rgb = meanColour(side);
  rgb.narrow(1, frame.top, frame.inputHeight)
      .narrow(2, frame.left, frame.inputWidth)
      .copy_(picture.permute({2, 0, 1}));
  return TrainingImage{rgb, masks};
}

std::optional<TrainingImage> augmentedImage(const ShardSample& sample, std::uint64_t seed,
                                            std::int64_t side) {
  requireSample(sample);
  Random random(seed);
  if (random.chance(kUnchanged)) return fitToInput(sample, side);

  const View view = randomView(random, sample.masks, side);
  const at::Tensor masks =
      masksOfLabels(viewedLabels(sample.masks, view), TrainingImage::kMinMaskPixels);
  if (masks.size(0) == 0) return fitToInput(sample, side);

  const at::Tensor picture =
      changedGreys(random, viewedPicture(sample.image, view)).expand({3, side, side});
  const at::Tensor rgb = at::where(view.inside, picture, meanColour(side));
  return TrainingImage{rgb, masks};
}

}  // namespace limn::nn
