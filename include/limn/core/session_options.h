// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace limn::core {

/// What is encoded ahead of the reader besides the neighbourhood of the visible slice.
struct EncodeScope {
  bool allPlanes = false;    // the other two planes too, around where they were last looked at
  bool wholeSeries = false;  // every slice of the planes, as far as the budget reaches
  bool operator==(const EncodeScope&) const = default;
};

struct SessionOptions {
  std::size_t hostBudgetBytes = std::size_t{512} << 20U;  // of embeddings in the program's memory
  int prefetchRadius = 16;  // slices encoded ahead on each side of the focused one; 0 = none
  std::size_t deviceBudgetBytes = std::size_t{1} << 30U;  // of embeddings in the GPU's memory
  EncodeScope scope = {};
};

/// How far encoding ahead has come.
struct CacheStatus {
  std::size_t ready = 0, wanted = 0;  // slices that are encoded / that should be
  std::size_t bytes = 0;              // on the host and the device
};

}  // namespace limn::core
