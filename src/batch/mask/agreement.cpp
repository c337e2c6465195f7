// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/agreement.h"

namespace limn::batch {

double Agreement::dice() const {
  const std::int64_t sum = inA + inB;
  return sum == 0 ? 1 : 2 * static_cast<double>(inBoth) / static_cast<double>(sum);
}

double Agreement::iou() const {
  const std::int64_t either = inA + inB - inBoth;
  return either == 0 ? 1 : static_cast<double>(inBoth) / static_cast<double>(either);
}

OverlapScore overlapOf(const Mask& a, const Mask& b) {
  const Agreement counts{1, a.count(), b.count(), a.countCommon(b)};
  return {counts.dice(), counts.iou()};
}

std::int64_t countDiffering(const Mask& a, const Mask& b) {
  return a.count() + b.count() - 2 * a.countCommon(b);
}

}  // namespace limn::batch
