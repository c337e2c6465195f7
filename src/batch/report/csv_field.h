// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace limn::batch {

/// A field of a CSV line: quoted where RFC 4180 asks for it.
[[nodiscard]] std::string csvField(const std::string& text);

}  // namespace limn::batch
