// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace limn::test {

struct ProcessOptions {
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to that of the test
  std::optional<std::uint64_t> largestFile = {};  // bytes that one file may grow to
  bool mindsPermissions = false;  // permissions apply even when the tests run as root
};

struct ProcessResult {
  int exitCode = -1;  // -1 when a signal ended it
  int signal = 0;
  std::string out, err;
};

/// Runs a program to its end and returns what it wrote. Exit code 127 when it cannot be started.
[[nodiscard]] ProcessResult runProcess(const std::filesystem::path& program,
                                       const std::vector<std::string>& arguments,
                                       const ProcessOptions& options = {});

}  // namespace limn::test
