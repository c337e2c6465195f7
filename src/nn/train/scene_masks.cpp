// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/scene_masks.h"

#include "components.h"
#include "train/training_image.h"
#include "train/visible_parts.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <vector>

namespace limn::nn {

namespace {

constexpr std::size_t kMostMasks = 24;
constexpr double kLargestShare = 0.6;   // of the picture
constexpr double kSmallShare = 0.01;    // of the picture; no more than half of the masks
constexpr double kThinnestShare = 0.2;  // of a mask that lies inside it, not on its outline
constexpr double kVisibleShare = 0.65;  // of the outline
constexpr double kHardMasks = 0.1;      // chance to keep one that is hard to see or thin
constexpr double kFilledMasks = 0.12;   // chance that the holes of a mask belong to it

/// A possible mask: a label among components.
struct Candidate {
  std::size_t source = 0;
  std::int32_t label = 0;
  std::int64_t pixels = 0;
};

/// Takes out `count` of `from` in random order.
void moveSome(Random& random, std::vector<Candidate>& from, std::size_t count,
              std::vector<Candidate>& to) {
  for (; count > 0 && !from.empty(); --count) {
    const auto at = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(from.size())));
    to.push_back(from[at]);
    from[at] = from.back();
    from.pop_back();
  }
}

at::Tensor maskOf(const Components& found, std::int32_t label, std::int64_t side) {
  at::Tensor mask = at::empty({side, side}, at::kByte);
  std::ranges::transform(found.labels, mask.data_ptr<std::uint8_t>(),
                         [label](std::int32_t l) { return l == label ? 1 : 0; });
  return mask;
}

/// The mask with what it encloses.
at::Tensor filled(const at::Tensor& mask) {
  const std::int64_t side = mask.size(0);
  const Components around = connectedComponents(mask.eq(0).to(at::kByte));
  at::Tensor out = mask.clone();
  auto* values = out.data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < around.labels.size(); ++i) {
    if (around.labels[i] == 0) continue;
    const PixelBox& box = around.parts[static_cast<std::size_t>(around.labels[i] - 1)].box;
    const bool enclosed = box.x0 > 0 && box.y0 > 0 && box.x1 < side && box.y1 < side;
    if (enclosed) values[i] = 1;
  }
  return out;
}

at::Tensor filledIfFitting(const at::Tensor& mask) {
  const at::Tensor all = filled(mask);
  const auto most = kLargestShare * static_cast<double>(mask.numel());
  return all.sum().item<double>() <= most ? all : mask;
}

class Chooser {
 public:
  Chooser(Random& random, const at::Tensor& picture)
      : random_(random), picture_(picture), side_(picture.size(2)) {}

  /// Offers the parts of `labels` [S, S] uint8.
  void offer(const at::Tensor& labels) {
    found_.push_back(connectedComponents(labels.to(at::kCPU).contiguous()));
    const Components& found = found_.back();
    const std::vector<double> visible = visibleOutline(found, picture_);
    const std::vector<std::int64_t> inner = innerPixels(found, side_);
    const auto area = static_cast<double>(side_ * side_);
    for (std::size_t i = 0; i < found.parts.size(); ++i) {
      const std::int64_t pixels = found.parts[i].pixels;
      const auto size = static_cast<double>(pixels);
      if (pixels < TrainingImage::kMinMaskPixels || size > kLargestShare * area) continue;
      const bool easy =
          visible[i] >= kVisibleShare && static_cast<double>(inner[i]) >= kThinnestShare * size;
      // The dice are thrown for each, so that the rest of the stream does not hang on the grey.
      const bool lucky = random_.chance(kHardMasks);
      if (!easy && (!lucky || visible[i] < 0.3)) continue;
      auto& group = !easy ? hard_ : size < kSmallShare * area ? small_ : large_;
      group.push_back({found_.size() - 1, static_cast<std::int32_t>(i + 1), pixels});
    }
  }

  [[nodiscard]] at::Tensor masks() {
    std::vector<Candidate> chosen;
    moveSome(random_, large_, kMostMasks / 2, chosen);
    moveSome(random_, small_, kMostMasks - chosen.size(), chosen);
    if (chosen.empty()) return at::zeros({0, side_, side_}, at::kByte);
    moveSome(random_, hard_, 1 + chosen.size() / 10, chosen);
    std::vector<at::Tensor> masks;
    for (const Candidate& candidate : chosen) {
      at::Tensor mask = maskOf(found_[candidate.source], candidate.label, side_);
      if (random_.chance(kFilledMasks)) mask = filledIfFitting(mask);
      masks.push_back(mask);
    }
    return at::stack(masks);
  }

 private:
  Random& random_;
  at::Tensor picture_;
  std::int64_t side_;
  std::vector<Components> found_;
  std::vector<Candidate> large_, small_, hard_;
};

}  // namespace

at::Tensor sceneMasks(TissueMap& map, const at::Tensor& picture) {
  constexpr std::size_t kMostWholes = 12;
  Chooser chooser(map.random(), picture);
  chooser.offer(map.map());
  const auto& wholes = map.wholes();
  for (std::size_t i = 0; i < std::min(wholes.size(), kMostWholes); ++i)
    chooser.offer(wholes[i].to(at::kByte));
  return chooser.masks();
}

}  // namespace limn::nn
