// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "limn/base/geometry.h"

#include <cstddef>
#include <string>
#include <vector>

namespace limn::imaging {

/// One frame of one of the files given to buildVolumes().
struct DicomSlice {
  std::size_t file = 0;
  std::size_t frame = 0;
};

/// Frames that make one volume, in the order of their place along row x column.
struct DicomVolume {
  std::vector<DicomSlice> slices;
  Grid grid;
  std::string label;  // "stack 2 of 3", "time 1 of 10"; empty when it is the only one
  std::vector<std::string> warnings;
};

/// Sorts the frames of one series into volumes: stacks of equal size, orientation and spacing (to
/// within rounding), and in them one volume per moment where several images lie at one place. Files
/// that are copies of each other count once. Never drops by SOP Instance UID alone, because
/// anonymisers give all slices the same. The order of the result depends on the headers only.
[[nodiscard]] std::vector<DicomVolume> buildVolumes(const std::vector<DicomHeader>& headers);

}  // namespace limn::imaging
