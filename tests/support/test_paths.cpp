// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "support/test_paths.h"

#include <cstdlib>

namespace limn::test {
namespace fs = std::filesystem;

fs::path sourceFolder() {
  return LIMN_SOURCE_DIR;
}

fs::path dataFolder() {
  return sourceFolder() / "tests" / "data";
}

fs::path sharedFolder() {
  const char* chosen = std::getenv("LIMN_SHARED_DIR");
  return chosen != nullptr ? chosen : LIMN_SHARED_DIR;
}

fs::path programPath(const std::string& name) {
  return fs::path(LIMN_BINARY_DIR) / "bin" / name;
}

fs::path sampleScan() {
  return fs::path(LIMN_BINARY_DIR) / "share" / "limn" / "sample" / "abdomen_phantom.nii";
}

fs::path localeFolder() {
  return fs::path(LIMN_BINARY_DIR) / "locale";
}

fs::path pythonPath() {
  return LIMN_PYTHON;
}

}  // namespace limn::test
