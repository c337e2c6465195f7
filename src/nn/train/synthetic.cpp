// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/synthetic.h"

#include "train/components.h"
#include "train/synthetic_shapes.h"
#include "train/synthetic_texture.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <vector>

namespace limn::nn {

namespace {

constexpr std::size_t kMostMasks = 24;
constexpr double kLargestShare = 0.6;   // of the picture
constexpr double kThinnestShare = 0.2;  // of a mask that lies inside it, not on its outline

/// How many pixels of each part have four neighbours in it too: few in a thin one.
std::vector<std::int64_t> innerPixels(const Components& found, std::int64_t side) {
  std::vector<std::int64_t> inner(found.parts.size() + 1);
  const auto* labels = found.labels.data();
  for (std::int64_t y = 1; y + 1 < side; ++y) {
    const auto* row = labels + y * side;
    for (std::int64_t x = 1; x + 1 < side; ++x) {
      const std::int32_t label = row[x];
      const bool all = (row[x - 1] == label) & (row[x + 1] == label) & (row[x - side] == label) &
                       (row[x + side] == label);
      inner[static_cast<std::size_t>(label)] += all ? 1 : 0;
    }
  }
  return inner;
}

/// Labels of the components that can be a mask, at most kMostMasks of them in random order.
std::vector<std::int32_t> chooseComponents(Random& random, const Components& found,
                                           std::int64_t side) {
  const std::vector<std::int64_t> inner = innerPixels(found, side);
  std::vector<std::int32_t> fitting, chosen;
  for (std::size_t i = 0; i < found.parts.size(); ++i) {
    const auto pixels = static_cast<double>(found.parts[i].pixels);
    const bool fits = found.parts[i].pixels >= TrainingImage::kMinMaskPixels &&
                      pixels <= kLargestShare * static_cast<double>(side * side) &&
                      static_cast<double>(inner[i + 1]) >= kThinnestShare * pixels;
    if (fits) fitting.push_back(static_cast<std::int32_t>(i + 1));
  }
  while (!fitting.empty() && chosen.size() < kMostMasks) {
    const auto at =
        static_cast<std::size_t>(random.below(static_cast<std::int64_t>(fitting.size())));
    chosen.push_back(fitting[at]);
    fitting[at] = fitting.back();
    fitting.pop_back();
  }
  return chosen;
}

/// [K, S, S] uint8: a mask of each chosen label.
at::Tensor masksOf(const Components& found, const std::vector<std::int32_t>& chosen,
                   std::int64_t side) {
  at::Tensor masks = at::zeros({static_cast<std::int64_t>(chosen.size()), side, side}, at::kByte);
  std::vector<std::uint8_t*> planes(found.parts.size() + 1, nullptr);
  for (std::size_t k = 0; k < chosen.size(); ++k)
    planes[static_cast<std::size_t>(chosen[k])] =
        masks.data_ptr<std::uint8_t>() + static_cast<std::int64_t>(k) * side * side;
  for (std::size_t i = 0; i < found.labels.size(); ++i) {
    std::uint8_t* plane = planes[static_cast<std::size_t>(found.labels[i])];
    if (plane != nullptr) plane[i] = 1;
  }
  return masks;
}

/// Organs in a body or in a field of tissue, the base of most scans.
void drawAnatomy(TissueMap& map) {
  Random& random = map.random();
  if (random.chance(0.5)) {
    drawBody(map);
  } else {
    drawPartition(map, 1 + random.below(6));
  }
  const double newTissue = random.uniform(0.2, 0.8);
  drawBlobs(map, {.count = 3 + random.below(20), .newTissue = newTissue});
  if (random.chance(0.5)) {
    drawBlobs(map, {.count = 4 + random.below(20),
                    .smallest = 3,
                    .largest = 8,
                    .newTissue = random.uniform(0, 0.3)});
  }
}

}  // namespace

TrainingImage syntheticImage(std::uint64_t seed, std::int64_t side, c10::Device device) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    Random random(mixSeed(seed, attempt));
    TissueMap map(random, side, device);
    drawAnatomy(map);
    const Components components = connectedComponents(map.map().to(at::kCPU).contiguous());
    const std::vector<std::int32_t> chosen = chooseComponents(random, components, side);
    if (chosen.empty()) continue;

    const GreyRange range = randomGreyRange(random);
    const at::Tensor grey = greyTissues(random, map.map(), map.tissues(), range).unsqueeze(0);
    const at::Tensor picture = scanned(random, grey, range.high - range.low);
    const at::Tensor rgb = picture.mul(255.0).round_().expand({3, side, side}).contiguous();
    return {rgb, masksOf(components, chosen, side).to(device)};
  }
}

}  // namespace limn::nn
