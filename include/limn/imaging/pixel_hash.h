// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/volume.h"

#include <string>

namespace limn::imaging {

/// Identifies pixels independently of their file and its name: SHA-256 (hex) of
/// a line of size, type and channels, followed by the SHA-256 of every 4 MiB of the samples as the
/// volume holds them. Computed on several threads, because each study needs it before it opens.
[[nodiscard]] std::string pixelHash(const Volume& volume);

}  // namespace limn::imaging
