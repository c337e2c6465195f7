// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "edit/voxel_mask.h"
#include "limn/base/distance_transform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace limn::core {
namespace {

/// Weights of a Gaussian at whole voxels, the middle one first; they add up to 1 over both sides.
std::vector<double> gaussian(double sigmaVoxels) {
  const auto reach = static_cast<std::size_t>(std::ceil(kGaussianReach * sigmaVoxels));
  std::vector<double> weights(reach + 1);
  double sum = 0;
  for (std::size_t i = 0; i <= reach; ++i) {
    const double away = static_cast<double>(i) / sigmaVoxels;
    weights[i] = std::exp(-0.5 * away * away);
    sum += i == 0 ? weights[i] : 2 * weights[i];
  }
  for (double& weight : weights)
    weight /= sum;
  return weights;
}

/// Replaces each line by its weighted mean; beyond its ends a line goes on as at its ends.
void blurLine(std::vector<float>& line, const std::vector<double>& weights,
              std::vector<float>& result) {
  const auto n = static_cast<std::int64_t>(line.size());
  result.resize(line.size());
  for (std::int64_t i = 0; i < n; ++i) {
    double sum = weights[0] * static_cast<double>(line[static_cast<std::size_t>(i)]);
    for (std::size_t k = 1; k < weights.size(); ++k) {
      const auto left =
          static_cast<std::size_t>(std::max<std::int64_t>(i - static_cast<std::int64_t>(k), 0));
      const auto right =
          static_cast<std::size_t>(std::min(i + static_cast<std::int64_t>(k), n - 1));
      sum += weights[k] * (static_cast<double>(line[left]) + static_cast<double>(line[right]));
    }
    result[static_cast<std::size_t>(i)] = static_cast<float>(sum);
  }
  std::swap(line, result);
}

bool blurAlong(std::vector<float>& field, const Size3& size, int axis, double sigmaVoxels,
               const JobContext& job) {
  const std::array<std::int64_t, 3> steps{1, size.x, size.x * size.y};
  const std::size_t inner = axis == 0 ? 1 : 0, outer = axis == 2 ? 1 : 2;
  const std::vector<double> weights = gaussian(sigmaVoxels);
  const std::int64_t step = steps[static_cast<std::size_t>(axis)];
  std::vector<float> line(static_cast<std::size_t>(size[axis])), result;
  for (std::int64_t o = 0; o < size[static_cast<int>(outer)]; ++o) {
    if (job.isCancelled()) return false;
    for (std::int64_t i = 0; i < size[static_cast<int>(inner)]; ++i) {
      float* first = field.data() + o * steps[outer] + i * steps[inner];
      for (std::size_t k = 0; k < line.size(); ++k)
        line[k] = first[static_cast<std::int64_t>(k) * step];
      blurLine(line, weights, result);
      for (std::size_t k = 0; k < line.size(); ++k)
        first[static_cast<std::int64_t>(k) * step] = line[k];
    }
  }
  return true;
}

}  // namespace

std::vector<float> squaredDistanceTo(const VoxelMask& mask, bool on, const JobContext& job) {
  if (job.isCancelled()) return {};
  if (on) return squaredDistances(mask.on, mask.size, mask.spacing);
  std::vector<std::uint8_t> outside = mask.on;
  for (std::uint8_t& voxel : outside)
    voxel = voxel == 0 ? 1 : 0;
  return squaredDistances(outside, mask.size, mask.spacing);
}

bool isWithin(float squared, double distance) {
  constexpr double kRounding = 1e-5;  // of a squared distance in single precision
  return static_cast<double>(squared) <= distance * distance * (1 + kRounding);
}

std::optional<VoxelMask> grown(VoxelMask mask, double mm, const JobContext& job) {
  const std::vector<float> distance = squaredDistanceTo(mask, true, job);
  if (distance.empty()) return std::nullopt;
  for (std::size_t i = 0; i < mask.on.size(); ++i)
    mask.on[i] = isWithin(distance[i], mm) ? 1 : 0;
  return mask;
}

std::optional<VoxelMask> shrunk(VoxelMask mask, double mm, const JobContext& job) {
  const std::vector<float> distance = squaredDistanceTo(mask, false, job);
  if (distance.empty()) return std::nullopt;
  for (std::size_t i = 0; i < mask.on.size(); ++i)
    mask.on[i] = isWithin(distance[i], mm) || mask.on[i] == 0 ? 0 : 1;
  return mask;
}

std::optional<VoxelMask> closed(const VoxelMask& mask, double mm, const JobContext& job) {
  auto result = grown(mask, mm, job);
  if (result) result = shrunk(std::move(*result), mm, job);
  return result;
}

std::optional<VoxelMask> smoothed(const VoxelMask& mask, double mm, const JobContext& job) {
  std::vector<float> field(mask.on.begin(), mask.on.end());
  for (int axis = 0; axis < 3; ++axis) {
    if (mask.size[axis] < 2 || mm <= 0) continue;
    if (!blurAlong(field, mask.size, axis, mm / mask.spacing[axis], job)) return std::nullopt;
  }
  VoxelMask result = mask;
  for (std::size_t i = 0; i < field.size(); ++i)
    result.on[i] = field[i] >= 0.5F ? 1 : 0;
  return result;
}

}  // namespace limn::core
