// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "dicom_toolkit.h"

#include <algorithm>
#include <string>

namespace limn::imaging {

/// Where the attributes of one frame are looked up: per frame, then shared, then the data set.
class FrameItems {
 public:
  FrameItems(DcmItem& dataSet, DcmItem* shared, DcmItem* own)
      : dataSet_(dataSet), shared_(shared), own_(own) {}

  /// The item that holds the attribute with a value, or null.
  [[nodiscard]] DcmItem* holder(const DcmTagKey& group, const DcmTagKey& tag) const {
    for (DcmItem* where : {own_, shared_}) {
      if (where == nullptr) continue;
      DcmItem* item = itemOf(*where, group);
      if (item != nullptr && isFilled(*item, tag)) return item;
    }
    return isFilled(dataSet_, tag) ? &dataSet_ : nullptr;
  }
  [[nodiscard]] double number(const DcmTagKey& group, const DcmTagKey& tag) const {
    DcmItem* item = holder(group, tag);
    return item == nullptr ? 0 : numberOf(*item, tag).value_or(0);
  }
  [[nodiscard]] DcmItem& dataSet() const { return dataSet_; }

 private:
  DcmItem& dataSet_;
  DcmItem* shared_;
  DcmItem* own_;
};

inline void warnOnce(DicomHeader& header, const std::string& sentence) {
  if (std::ranges::find(header.warnings, sentence) == header.warnings.end()) {
    header.warnings.push_back(sentence);
  }
}

}  // namespace limn::imaging
