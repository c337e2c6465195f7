// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/distance_transform.h"

#include "limn/base/parallel.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace limn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
/// Neighbouring lines that are copied together, so that whole cache lines are used.
constexpr std::int64_t kLinesAtOnce = 16;

/// The lower envelope of parabolas `f[q] + w (x - q)²`, one for each finite sample of a line.
class LowerEnvelope {
 public:
  LowerEnvelope(std::int64_t samples, double squaredSpacing)
      : w_(squaredSpacing),
        vertex_(static_cast<std::size_t>(samples)),
        from_(static_cast<std::size_t>(samples)) {}

  /// Replaces the samples of the line by the height of the envelope there.
  void apply(const float* in, float* out, std::int64_t samples) {
    build(in, samples);
    if (count_ == 0) {
      std::fill_n(out, samples, kInfinity);
      return;
    }
    std::size_t k = 0;
    for (std::int64_t x = 0; x < samples; ++x) {
      while (k + 1 < count_ && from_[k + 1] < static_cast<double>(x))
        ++k;
      const auto away = static_cast<double>(x - vertex_[k]);
      out[x] = static_cast<float>(in[vertex_[k]] + w_ * away * away);
    }
  }

 private:
  void build(const float* f, std::int64_t samples) {
    count_ = 0;
    for (std::int64_t q = 0; q < samples; ++q) {
      if (f[q] == kInfinity) continue;
      while (count_ > 1 && meeting(f, vertex_[count_ - 1], q) <= from_[count_ - 1])
        --count_;
      from_[count_] = count_ == 0 ? 0 : meeting(f, vertex_[count_ - 1], q);
      vertex_[count_++] = q;
    }
  }
  /// Where the parabola of q > v gets lower than that of v.
  [[nodiscard]] double meeting(const float* f, std::int64_t v, std::int64_t q) const {
    const auto sum = static_cast<double>(q + v), apart = static_cast<double>(q - v);
    return 0.5 * (sum + (static_cast<double>(f[q]) - f[v]) / (w_ * apart));
  }

  double w_;
  std::size_t count_ = 0;
  std::vector<std::int64_t> vertex_;
  std::vector<double> from_;  // where each parabola begins to be the lowest
};

/// Distances along x alone, to a voxel that is set in the same row.
void measureRow(const std::uint8_t* set, float* out, std::int64_t width, double spacing) {
  std::int64_t last = -1;
  for (std::int64_t x = 0; x < width; ++x) {
    if (set[x] != 0) last = x;
    out[x] = last < 0 ? kInfinity : static_cast<float>(x - last);
  }
  last = -1;
  for (std::int64_t x = width - 1; x >= 0; --x) {
    if (set[x] != 0) last = x;
    if (last >= 0) out[x] = std::min(out[x], static_cast<float>(last - x));
    const double distance = out[x] * spacing;
    out[x] = static_cast<float>(distance * distance);
  }
}

void measureRows(std::span<const std::uint8_t> set, std::vector<float>& distances, Size3 size,
                 double spacing, std::size_t threads) {
  forEachStep(static_cast<std::size_t>(size.z), threads, [&]() -> ParallelWorker {
    return [&](std::size_t z) {
      for (std::int64_t y = 0; y < size.y; ++y) {
        const std::int64_t start = (static_cast<std::int64_t>(z) * size.y + y) * size.x;
        measureRow(set.data() + start, distances.data() + start, size.x, spacing);
      }
      return true;
    };
  });
}

/// The lines along one axis: `samples` values `stride` apart. `planes` groups of lines lie
/// `planeStride` apart, and in each, size.x lines lie side by side.
struct Lines {
  std::int64_t samples = 0, stride = 0, planes = 0, planeStride = 0;
};

void lowerAlong(const Lines& lines, std::vector<float>& distances, std::int64_t width,
                double spacing, std::size_t threads) {
  if (lines.samples == 1) return;
  forEachStep(static_cast<std::size_t>(lines.planes), threads, [&]() -> ParallelWorker {
    return [&, envelope = LowerEnvelope(lines.samples, spacing * spacing),
            in = std::vector<float>(static_cast<std::size_t>(kLinesAtOnce * lines.samples)),
            out = std::vector<float>(static_cast<std::size_t>(kLinesAtOnce * lines.samples))](
               std::size_t plane) mutable {
      float* const first = distances.data() + static_cast<std::int64_t>(plane) * lines.planeStride;
      for (std::int64_t x0 = 0; x0 < width; x0 += kLinesAtOnce) {
        const std::int64_t count = std::min(kLinesAtOnce, width - x0);
        for (std::int64_t s = 0; s < lines.samples; ++s) {
          for (std::int64_t i = 0; i < count; ++i)
            in[static_cast<std::size_t>(i * lines.samples + s)] = first[s * lines.stride + x0 + i];
        }
        for (std::int64_t i = 0; i < count; ++i)
          envelope.apply(in.data() + i * lines.samples, out.data() + i * lines.samples,
                         lines.samples);
        for (std::int64_t s = 0; s < lines.samples; ++s) {
          for (std::int64_t i = 0; i < count; ++i)
            first[s * lines.stride + x0 + i] = out[static_cast<std::size_t>(i * lines.samples + s)];
        }
      }
      return true;
    };
  });
}

}  // namespace

std::vector<float> squaredDistances(std::span<const std::uint8_t> set, Size3 size,
                                    const Vec3& spacing, std::size_t threads) {
  assert(static_cast<std::int64_t>(set.size()) == size.voxels());
  std::vector<float> distances(set.size());
  const std::int64_t slice = size.x * size.y;
  measureRows(set, distances, size, spacing.x, threads);
  lowerAlong({size.y, size.x, size.z, slice}, distances, size.x, spacing.y, threads);
  lowerAlong({size.z, slice, size.y, size.x}, distances, size.x, spacing.z, threads);
  return distances;
}

}  // namespace limn
