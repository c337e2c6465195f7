// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/visible_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace limn::nn {

namespace {

/// The border between two parts: differences across it, one after the other.
struct Border {
  std::int64_t count = 0;
  std::array<double, 3> sum{}, squares{};

  [[nodiscard]] bool isVisible() const {
    constexpr double kGreyValues = 3;
    const auto n = static_cast<double>(count);
    for (std::size_t c = 0; c < sum.size(); ++c) {
      const double mean = sum[c] / n;
      const double deviation = std::sqrt(std::max(0.0, squares[c] / n - mean * mean));
      if (std::abs(mean) > kGreyValues + deviation * (0.2 + 2 / std::sqrt(n))) return true;
    }
    return false;
  }
};

class Borders {
 public:
  Borders(const Components& found, const at::Tensor& picture)
      : labels_(found.labels.data()),
        values_(picture.data_ptr<float>()),
        channels_(static_cast<std::size_t>(std::min<std::int64_t>(picture.size(0), 3))),
        side_(picture.size(2)) {
    for (std::int64_t y = 1; y + 2 < side_; ++y) {
      for (std::int64_t x = 1; x + 2 < side_; ++x) {
        const std::int64_t at = y * side_ + x;
        if (labels_[at] != labels_[at + 1]) add(at, 1);
        if (labels_[at] != labels_[at + side_]) add(at, side_);
      }
    }
  }
  [[nodiscard]] const std::map<std::pair<std::int32_t, std::int32_t>, Border>& all() const {
    return borders_;
  }

 private:
  /// The pixels at `at` and one `stride` on lie on different sides.
  void add(std::int64_t at, std::int64_t stride) {
    const std::int32_t here = labels_[at], there = labels_[at + stride];
    const std::pair<std::int32_t, std::int32_t> key = std::minmax(here, there);
    if (last_ == nullptr || key != lastKey_) {
      lastKey_ = key;
      last_ = &borders_[key];
    }
    ++last_->count;
    for (std::size_t c = 0; c < channels_; ++c) {
      const float* p = values_ + static_cast<std::int64_t>(c) * side_ * side_ + at;
      const double step = 0.5 * static_cast<double>(p[0] + p[-stride] - p[stride] - p[2 * stride]);
      const double difference = here < there ? step : -step;
      last_->sum[c] += difference;
      last_->squares[c] += difference * difference;
    }
  }

  const std::int32_t* labels_;
  const float* values_;
  std::size_t channels_;
  std::int64_t side_;
  std::map<std::pair<std::int32_t, std::int32_t>, Border> borders_;
  std::pair<std::int32_t, std::int32_t> lastKey_;
  Border* last_ = nullptr;
};

}  // namespace

std::vector<double> visibleOutline(const Components& found, const at::Tensor& picture) {
  std::vector<double> all(found.parts.size(), 0), seen(found.parts.size(), 0);
  const Borders borders(found, picture);
  for (const auto& [labels, border] : borders.all()) {
    for (const std::int32_t label : {labels.first, labels.second}) {
      if (label == 0) continue;
      const auto part = static_cast<std::size_t>(label - 1);
      all[part] += static_cast<double>(border.count);
      if (border.isVisible()) seen[part] += static_cast<double>(border.count);
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    seen[i] = all[i] > 0 ? seen[i] / all[i] : 0;
  return seen;
}

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
  inner.erase(inner.begin());
  return inner;
}

}  // namespace limn::nn
