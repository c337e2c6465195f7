// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

// The folders and programs of this build. They are functions, not macros, so that one small file
// depends on where the tree lies and the compiler cache serves every other test file in any
// checkout.
namespace limn::test {

/// The root of the source tree.
[[nodiscard]] std::filesystem::path sourceFolder();
/// tests/data of the source tree.
[[nodiscard]] std::filesystem::path dataFolder();
/// Files that may be read but not passed on; the folder may not exist. The environment variable
/// LIMN_SHARED_DIR takes precedence over the path chosen when CMake ran.
[[nodiscard]] std::filesystem::path sharedFolder();
/// A program of this build, for example "limn".
[[nodiscard]] std::filesystem::path programPath(const std::string& name);
/// The scan that the build makes as a sample.
[[nodiscard]] std::filesystem::path sampleScan();
/// Compiled locales for the environment variable LOCPATH (cmake/TestLocales.cmake); it does not
/// exist where the system cannot compile them.
[[nodiscard]] std::filesystem::path localeFolder();
/// The Python interpreter that has the packages which the tests need.
[[nodiscard]] std::filesystem::path pythonPath();

}  // namespace limn::test
