// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/volume.h"
#include "limn/core/model_input.h"
#include "limn/core/prompt.h"

#include <cstddef>
#include <map>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace limn::core {

/// What the network is shown of a volume's slices, some of it made before it is asked for. One
/// thread at a time.
class PictureStock {
 public:
  PictureStock(Volume volume, InputMapping mapping)
      : volume_(std::move(volume)), mapping_(mapping) {}

  /// In this order. Fewer when told to stop.
  [[nodiscard]] std::vector<SlicePicture> take(const std::vector<SliceRef>& slices,
                                               const std::stop_token& stop);
  /// Makes these on a thread of their own, as many as there are until that is dropped, and drops
  /// all others. The stock is not to be touched until then.
  [[nodiscard]] std::jthread prepare(std::vector<SliceRef> slices);
  [[nodiscard]] std::size_t size() const { return ready_.size(); }

 private:
  [[nodiscard]] SlicePicture render(SliceRef slice) const;

  Volume volume_;  // shares its voxels
  InputMapping mapping_;
  std::map<SliceRef, SlicePicture> ready_;
};

}  // namespace limn::core
