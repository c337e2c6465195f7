// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic.h"

#include "preprocess.h"
#include "train/random.h"
#include "train/scene_masks.h"
#include "train/synthetic_overlays.h"
#include "train/synthetic_scenes.h"
#include "train/tissue_map.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>

namespace limn::nn {

namespace {

/// A kind of scan, how often it comes, and how often with marks or as a small picture.
struct SceneKind {
  at::Tensor (*draw)(TissueMap&);
  double share, marked, small;
};

constexpr std::array<SceneKind, 12> kScenes{{{anatomyPicture, 0.36, 0.02, 0.12},
                                             {spinePicture, 0.06, 0.0, 0.05},
                                             {layeredPicture, 0.05, 0.05, 0.05},
                                             {angiogramPicture, 0.06, 0.0, 0.05},
                                             {projectionPicture, 0.05, 0.1, 0.0},
                                             {uptakePicture, 0.06, 0.0, 0.9},
                                             {ultrasoundPicture, 0.13, 0.3, 0.03},
                                             {fluorescencePicture, 0.08, 0.0, 0.03},
                                             {stainedPicture, 0.06, 0.0, 0.0},
                                             {fundusPicture, 0.03, 0.0, 0.0},
                                             {endoscopyPicture, 0.035, 0.15, 0.0},
                                             {dermoscopyPicture, 0.025, 0.0, 0.0}}};

const SceneKind& randomKind(Random& random) {
  double left = random.uniform();
  for (const SceneKind& kind : kScenes) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return kScenes.front();
}

/// A scene on a square of its own size.
TrainingImage drawnScene(Random& random, const SceneKind& kind, std::int64_t side,
                         c10::Device device) {
  TissueMap map(random, side, device);
  const at::Tensor picture = kind.draw(map);
  at::Tensor rgb = picture.clamp(0, 1).mul_(255.0).round_();
  const at::Tensor masks = sceneMasks(map, rgb.to(at::kCPU).contiguous());
  rgb = rgb.expand({3, side, side}).contiguous();
  if (random.chance(kind.marked)) addMarks(random, rgb, masks);
  return {rgb, masks.to(device)};
}

/// A small picture as the network meets it: in a frame of the mean colour, black or enlarged.
TrainingImage enlarged(Random& random, const TrainingImage& image, std::int64_t side) {
  const std::int64_t small = image.rgb.size(2), count = image.masks.size(0);
  if (random.chance(0.35)) {
    const at::Tensor rgb = image.rgb.unsqueeze(0);
    const at::Tensor large = random.chance(0.7) ? at::upsample_bilinear2d(rgb, {side, side}, false)
                                                : at::upsample_nearest2d(rgb, {side, side});
    return {large.squeeze(0).round_(),
            at::upsample_nearest2d(image.masks.unsqueeze(0), {side, side}).squeeze(0)};
  }
  const std::int64_t at = (side - small) / 2;
  const bool black = random.chance(0.2);
  at::Tensor rgb = at::empty({3, side, side}, image.rgb.options());
  for (std::int64_t c = 0; c < 3; ++c)
    rgb[c].fill_(black ? 0.0 : kMeanColour[static_cast<std::size_t>(c)]);
  rgb.narrow(1, at, small).narrow(2, at, small).copy_(image.rgb);
  at::Tensor masks = at::zeros({count, side, side}, image.masks.options());
  masks.narrow(1, at, small).narrow(2, at, small).copy_(image.masks);
  return {rgb, masks};
}

}  // namespace

TrainingImage syntheticImage(std::uint64_t seed, std::int64_t side, c10::Device device) {
  constexpr std::int64_t kSmallest = 32;
  for (std::uint64_t attempt = 0;; ++attempt) {
    Random random(mixSeed(seed, attempt));
    const SceneKind& kind = randomKind(random);
    std::int64_t drawn = side;
    if (side > kSmallest && random.chance(kind.small)) {
      drawn = std::max(kSmallest, static_cast<std::int64_t>(static_cast<double>(side) *
                                                            random.logUniform(0.14, 0.6)));
    }
    TrainingImage image = drawnScene(random, kind, drawn, device);
    if (image.masks.size(0) == 0) continue;
    return drawn == side ? image : enlarged(random, image, side);
  }
}

}  // namespace limn::nn
