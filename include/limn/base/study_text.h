// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace limn {

/// What the header of a study says for people to read, in UTF-8; empty where it says nothing.
/// Patient data: shown in the window only, never written to a log above debug.
struct StudyText {
  std::string patientName;  // "Family, Given"
  std::string patientId;
  std::string studyDate;   // "2010-05-01", or what the header has if that is no date
  std::string seriesTime;  // "13:45:09", likewise
  std::string seriesNumber, seriesDescription;
  std::string valueUnit;      // of the voxel values: "HU", "SUV", "Bq/ml", ...
  double sliceThickness = 0;  // mm; 0 when the header does not say
};

}  // namespace limn
