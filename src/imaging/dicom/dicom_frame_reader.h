// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "dicom_toolkit.h"

namespace limn::imaging {

/// Reads what DicomFrame holds for every frame: from the data set of a classic image, the
/// functional groups of an enhanced one, the offset vector of a dose. Adds problems to
/// `header.warnings`.
[[nodiscard]] Result<std::vector<DicomFrame>> readDicomFrames(DcmItem& dataSet,
                                                              DicomHeader& header);

}  // namespace limn::imaging
