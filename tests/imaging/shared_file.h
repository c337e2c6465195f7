// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>

namespace limn::test {

/// The folder with other people's files; it may not exist.
inline std::filesystem::path sharedFolder() {
  const char* chosen = std::getenv("LIMN_SHARED_DIR");
  return chosen != nullptr ? chosen : LIMN_SHARED_DIR;
}

}  // namespace limn::test
