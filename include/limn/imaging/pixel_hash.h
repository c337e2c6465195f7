// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/volume.h"

#include <string>

namespace limn::imaging {

/// SHA-256 (hex) of the samples as the volume holds them, after their size, type and channels:
/// knows the same pixels again wherever they lie and whatever their file is called. A second a
/// gigabyte.
[[nodiscard]] std::string pixelHash(const Volume& volume);

}  // namespace limn::imaging
