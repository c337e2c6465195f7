// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_structure.h"

#include <string>
#include <string_view>

namespace limn::imaging {

/// How a transfer syntax encodes a file. Unsupported, naming it, when no decoder for it is
/// installed.
[[nodiscard]] Result<DicomSyntax> dicomSyntax(const std::string& uid);

/// Why objects of this SOP class are not opened as pictures although some of them have pixels;
/// empty for images ("structured report", "RT plan", ...).
[[nodiscard]] std::string_view notAnImageReason(std::string_view uid);

/// Segmentation Storage and Label Map Segmentation Storage.
[[nodiscard]] bool isSegmentationClass(std::string_view uid);

}  // namespace limn::imaging
