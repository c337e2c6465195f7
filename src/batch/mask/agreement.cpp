// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/agreement.h"

#include <fmt/core.h>

#include <cstddef>
#include <map>

namespace limn::batch {

double Agreement::dice() const {
  const std::int64_t sum = inA + inB;
  return sum == 0 ? 1 : 2 * static_cast<double>(inBoth) / static_cast<double>(sum);
}

double Agreement::iou() const {
  const std::int64_t either = inA + inB - inBoth;
  return either == 0 ? 1 : static_cast<double>(inBoth) / static_cast<double>(either);
}

Result<std::vector<Agreement>> agreement(std::span<const LabelId> a, std::span<const LabelId> b) {
  if (a.size() != b.size()) {
    return fail(
        ErrorCode::Mismatch,
        fmt::format("the segmentations have {} and {} voxels; only masks of one grid can be "
                    "compared",
                    a.size(), b.size()));
  }
  std::map<LabelId, Agreement> found;
  const auto entry = [&](LabelId label) -> Agreement& {
    return found.try_emplace(label, Agreement{label, 0, 0, 0}).first->second;
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != 0) ++entry(a[i]).inA;
    if (b[i] != 0) ++entry(b[i]).inB;
    if (a[i] != 0 && a[i] == b[i]) ++entry(a[i]).inBoth;
  }
  std::vector<Agreement> list;
  for (const auto& [label, value] : found)
    list.push_back(value);
  return list;
}

OverlapScore overlapOf(const Mask& a, const Mask& b) {
  const Agreement counts{1, a.count(), b.count(), a.countCommon(b)};
  return {counts.dice(), counts.iou()};
}

std::int64_t countDiffering(const Mask& a, const Mask& b) {
  return a.count() + b.count() - 2 * a.countCommon(b);
}

}  // namespace limn::batch
