// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/picture_stock.h"

#include "limn/base/log.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace limn::core {

SlicePicture PictureStock::render(SliceRef slice) const {
  return renderModelInput(volume_, sliceLayout(volume_.grid, slice.axis), slice.slice, mapping_);
}

std::vector<SlicePicture> PictureStock::take(const std::vector<SliceRef>& slices,
                                             const std::stop_token& stop) {
  std::vector<SlicePicture> pictures;
  for (const SliceRef slice : slices) {
    if (stop.stop_requested()) break;
    auto ready = ready_.extract(slice);
    pictures.push_back(ready ? std::move(ready.mapped()) : render(slice));
  }
  return pictures;
}

std::jthread PictureStock::prepare(std::vector<SliceRef> slices) {
  std::erase_if(ready_, [&](const auto& picture) {
    return std::ranges::find(slices, picture.first) == slices.end();
  });
  if (slices.empty()) return {};
  return std::jthread([this, slices = std::move(slices)](const std::stop_token& stop) {
    try {
      for (const SliceRef slice : slices) {
        if (stop.stop_requested()) return;
        if (!ready_.contains(slice)) ready_.emplace(slice, render(slice));
      }
    } catch (const std::exception& error) {  // whoever takes what is missing meets it again
      log::warning("a slice could not be rendered ahead: {}", error.what());
    }
  });
}

}  // namespace limn::core
