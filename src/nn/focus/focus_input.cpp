// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "focus/focus_input.h"

#include "focus/geodesic.h"
#include "focus/similarity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace limn::nn {

namespace {

constexpr float kMostBase = 4, kSketch = 3;
constexpr double kDiscShare = 0.024;  // radius of a click's disc, of the view's side

enum Channel {
  Base = 5,
  HasPrevious,
  Box,
  Include,
  Exclude,
  Similar,
  SimilarSmooth,
  LikeClicks,
  Geodesic
};

float discRadius(std::int64_t side) {
  return std::max(1.5F, static_cast<float>(kDiscShare * static_cast<double>(side)));
}

/// The value below which `share` of the pixels inside the picture lie.
int percentile(const std::array<std::int64_t, 256>& counts, double share) {
  const auto total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const auto wanted = static_cast<std::int64_t>(share * static_cast<double>(total));
  std::int64_t below = 0;
  for (int value = 0; value < 256; ++value) {
    below += counts[static_cast<std::size_t>(value)];
    if (below > wanted) return value;
  }
  return 255;
}

/// One plane stretched between its 2nd and 98th percentile, `[S, S]` fp32 0..255.
at::Tensor stretchedPlane(const at::Tensor& plane, const at::Tensor& inside) {
  std::array<std::int64_t, 256> counts{};
  const at::Tensor whole = plane.round().clamp(0, 255).to(at::kByte).contiguous();
  const auto* value = whole.data_ptr<std::uint8_t>();
  const auto* in = inside.data_ptr<bool>();
  for (std::int64_t i = 0; i < whole.numel(); ++i) {
    if (in[i]) ++counts[value[i]];
  }
  const int low = percentile(counts, 0.02), high = std::max(percentile(counts, 0.98), low + 1);
  return ((plane - low) * (255.0 / (high - low))).clamp(0, 255);
}

std::vector<std::uint8_t> bytesOf(const at::Tensor& planes) {
  const at::Tensor bytes = planes.round().to(at::kByte).contiguous();
  const auto* from = bytes.data_ptr<std::uint8_t>();
  return {from, from + bytes.numel()};
}

/// Nearness to the clicks of one label: 1 in their discs, then falling over a tenth of the side.
void drawClicks(const std::vector<PromptPoint>& points, int label, std::int64_t side, float* to) {
  const float radius = discRadius(side), reach = 0.1F * static_cast<float>(side);
  for (const PromptPoint& point : points) {
    if (point.label != label) continue;
    for (std::int64_t y = 0; y < side; ++y) {
      for (std::int64_t x = 0; x < side; ++x) {
        const float dx = static_cast<float>(x) - point.x, dy = static_cast<float>(y) - point.y;
        const float beyond = std::max(0.0F, std::sqrt(dx * dx + dy * dy) - radius) / reach;
        float& value = to[y * side + x];
        value = std::max(value, 1 / (1 + beyond * beyond));
      }
    }
  }
}

bool has(const FocusPrompts& prompts, int label) {
  return std::ranges::any_of(prompts.points,
                             [label](const PromptPoint& p) { return p.label == label; });
}

/// Squared distance from the middle of the box over that of the ellipse in it.
float ellipse(const PromptBox& box, float x, float y) {
  const float rx = std::max((box.x1 - box.x0) / 2, 0.5F),
              ry = std::max((box.y1 - box.y0) / 2, 0.5F);
  const float u = (x - (box.x0 + box.x1) / 2) / rx, v = (y - (box.y0 + box.y1) / 2) / ry;
  return u * u + v * v;
}

bool contains(const PromptBox& box, float x, float y) {
  return x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1;
}

/// What is sampled as inside and outside, one weight per pixel.
struct Samples {
  std::vector<float> inside, outside, clicked, all;
  std::vector<std::uint8_t> innerSeeds, outerSeeds;  // of the geodesic distance
};

/// By the base, which is the previous mask or a sketch, and by the box.
void sampleByMask(const FocusPrompts& prompts, const float* base, std::int64_t side, Samples& to) {
  constexpr float kCore = 1.5F;  // logits; for an ellipse its inner half
  const bool previous = prompts.previous.defined();
  for (std::int64_t i = 0; i < side * side; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto x = static_cast<float>(i % side), y = static_cast<float>(i / side);
    const bool outOfBox = prompts.box && !contains(*prompts.box, x, y);
    if (previous || prompts.box) {
      to.inside[at] = base[i] > 0 && !outOfBox ? 1.0F : 0.0F;
      to.outside[at] = outOfBox || (previous && base[i] <= 0) ? 1.0F : 0.0F;
      to.innerSeeds[at] = !previous && base[i] > kCore ? 1 : 0;
    } else {
      to.outside[at] = 1;
    }
    to.outerSeeds[at] = outOfBox ? 1 : 0;
  }
}

/// Clicked pixels are worth a third of all others on their side together.
void sampleByClicks(const FocusPrompts& prompts, const float* include, const float* exclude,
                    Samples& to) {
  constexpr float kDisc = 0.999F, kShare = 1.0F / 3;
  const auto total = [](const std::vector<float>& weights) {
    return std::accumulate(weights.begin(), weights.end(), 0.0F);
  };
  const auto discs = [&](const float* nearness) {
    float count = 0;
    for (std::size_t i = 0; i < to.inside.size(); ++i)
      count += nearness[i] > kDisc ? 1.0F : 0.0F;
    return std::max(count, 1.0F);
  };
  const float inWeight = std::max(1.0F, kShare * total(to.inside) / discs(include));
  const float outWeight = std::max(1.0F, kShare * total(to.outside) / discs(exclude));
  const bool included = has(prompts, 1);
  for (std::size_t i = 0; i < to.inside.size(); ++i) {
    if (include[i] > kDisc) {
      to.inside[i] = inWeight;
      to.clicked[i] = 1;
      to.outside[i] = 0;
    }
    if (exclude[i] > kDisc) {
      to.outside[i] = outWeight;
      to.inside[i] = 0;
    }
    to.innerSeeds[i] = included ? (include[i] > kDisc ? 1 : 0) : to.innerSeeds[i];
    if (exclude[i] > kDisc) {
      to.outerSeeds[i] = 1;
      to.innerSeeds[i] = 0;
    }
  }
}

/// 1 near the inner seeds, -1 near the outer ones; without outer seeds by the distance alone.
void drawGeodesic(const FocusPicture& picture, const Samples& samples, float* to) {
  constexpr float kPathPerView = 1.5F;
  const float perPixel = kPathPerView / static_cast<float>(picture.side);
  const auto inner = geodesicDistance(picture.smooth, picture.side, samples.innerSeeds, perPixel);
  const auto outer = geodesicDistance(picture.smooth, picture.side, samples.outerSeeds, perPixel);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const float in = std::min(inner[i], 2.0F), out = std::min(outer[i], 2.0F);
    to[i] = (out - in) / (out + in + 0.05F);
  }
}

}  // namespace

FocusPicture focusPicture(const at::Tensor& rgb, const at::Tensor& inside) {
  FocusPicture picture;
  picture.side = rgb.size(2);
  const bool grey = rgb[0].equal(rgb[1]) && rgb[0].equal(rgb[2]);
  picture.planes = grey ? 1 : 3;
  const at::Tensor in = inside.contiguous();
  at::Tensor planes = at::zeros({picture.planes, picture.side, picture.side}, at::kFloat);
  for (std::int64_t i = 0; i < picture.planes; ++i)
    planes[i].copy_(stretchedPlane(rgb[i], in));
  picture.stretched = bytesOf(planes);
  picture.smooth =
      bytesOf(at::avg_pool2d(planes.unsqueeze(0), {5, 5}, {1, 1}, {2, 2}, false, false)[0]);
  picture.channels = at::zeros({5, picture.side, picture.side}, at::kFloat);
  picture.channels.narrow(0, 0, 3).copy_(rgb / 127.5 - 1);
  picture.channels[3].copy_(planes.mean({0}) / 127.5 - 1);
  picture.channels[4].copy_(in);
  picture.channels.narrow(0, 0, 4).mul_(in);
  return picture;
}

at::Tensor focusBase(std::int64_t side, const FocusPrompts& prompts) {
  if (prompts.previous.defined()) return prompts.previous.clamp(-kMostBase, kMostBase);
  at::Tensor base = at::full({side, side}, -kSketch, at::kFloat);
  auto* to = base.data_ptr<float>();
  const float radius = 2.5F * discRadius(side);
  for (std::int64_t i = 0; i < side * side; ++i) {
    const auto x = static_cast<float>(i % side), y = static_cast<float>(i / side);
    if (prompts.box) {
      to[i] = std::max(-kSketch, kSketch * (1 - ellipse(*prompts.box, x, y)));
      continue;
    }
    for (const PromptPoint& p : prompts.points) {
      if (p.label != 1) continue;
      const float dx = (x - p.x) / radius, dy = (y - p.y) / radius;
      to[i] = std::max(to[i], kSketch * (1 - dx * dx - dy * dy));
    }
  }
  return base;
}

FocusInput focusInput(const FocusPicture& picture, const FocusPrompts& prompts) {
  const std::int64_t side = picture.side, pixels = side * side;
  FocusInput input;
  input.base = focusBase(side, prompts).contiguous().unsqueeze(0);
  input.channels = at::zeros({kFocusChannels, side, side}, at::kFloat);
  input.channels.narrow(0, 0, 5).copy_(picture.channels);
  input.channels[Base].copy_(input.base[0].sigmoid() * 2 - 1);
  if (prompts.previous.defined()) input.channels[HasPrevious].fill_(1);

  auto* channels = input.channels.data_ptr<float>();
  const auto channel = [&](Channel which) { return channels + which * pixels; };
  const auto* base = input.base.data_ptr<float>();
  drawClicks(prompts.points, 1, side, channel(Include));
  drawClicks(prompts.points, 0, side, channel(Exclude));
  if (prompts.box) {
    for (std::int64_t i = 0; i < pixels; ++i) {
      const auto x = static_cast<float>(i % side), y = static_cast<float>(i / side);
      channel(Box)[i] = contains(*prompts.box, x, y) ? 1.0F : -1.0F;
    }
  }
  const auto count = static_cast<std::size_t>(pixels);
  Samples samples;
  samples.inside.assign(count, 0);
  samples.outside.assign(count, 0);
  samples.clicked.assign(count, 0);
  samples.all.assign(count, 1);
  samples.innerSeeds.assign(count, 0);
  samples.outerSeeds.assign(count, 0);
  sampleByMask(prompts, base, side, samples);
  sampleByClicks(prompts, channel(Include), channel(Exclude), samples);
  similarity(picture.stretched, samples.inside, samples.outside, {channel(Similar), count});
  similarity(picture.smooth, samples.inside, samples.outside, {channel(SimilarSmooth), count});
  similarity(picture.stretched, samples.clicked, samples.all, {channel(LikeClicks), count});
  drawGeodesic(picture, samples, channel(Geodesic));
  return input;
}

}  // namespace limn::nn
