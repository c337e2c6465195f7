// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/volume.h"

#include <string>

namespace limn::imaging {

/// Knows the same pixels again wherever they lie and whatever their file is called: SHA-256 (hex) of
/// a line of size, type and channels, followed by the SHA-256 of every 4 MiB of the samples as the
/// volume holds them. On several threads, since every study is known by it before it opens.
[[nodiscard]] std::string pixelHash(const Volume& volume);

}  // namespace limn::imaging
