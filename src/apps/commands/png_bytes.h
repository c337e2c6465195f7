// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/model_input.h"

#include <string>
#include <string_view>

namespace limn::apps {

/// A picture as a PNG file: grey where all three channels are equal everywhere, else colour.
[[nodiscard]] std::string pngBytes(const core::SlicePicture& picture);
/// RFC 4648.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace limn::apps
