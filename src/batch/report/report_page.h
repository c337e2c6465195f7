// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace limn::batch {

/// Parts of an HTML page that needs no other file and no network. Text is escaped, bodies are not.
[[nodiscard]] std::string pageHead(std::string_view title);
[[nodiscard]] std::string_view pageEnd();
[[nodiscard]] std::string card(const std::string& title, const std::string& body);

}  // namespace limn::batch
