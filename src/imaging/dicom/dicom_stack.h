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

/// Frames that form one volume, in the order of their position along row x column.
struct DicomVolume {
  std::vector<DicomSlice> slices;
  Grid grid;
  std::string label;  // "stack 2 of 3", "time 1 of 10"; empty when it is the only one
  std::vector<std::string> warnings;
  std::string geometryFault;  // of a CT, MR or PET series: why it cannot be placed in the patient
};

/// Sorts the frames of one series into volumes: stacks of equal size, orientation and spacing (to
/// within rounding), each with one volume per time point where several images have the same
/// position. Files
/// that are copies of each other count once. A repeated SOP Instance UID is not enough to drop a
/// file, because some anonymisers give all slices the same one. The order of the result depends on
/// the headers only.
[[nodiscard]] std::vector<DicomVolume> buildVolumes(const std::vector<DicomHeader>& headers);

}  // namespace limn::imaging
