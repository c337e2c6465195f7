// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "support/test_paths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace limn::nn::test {

/// A folder of its own for each test, gone when the test ends.
class CheckpointFolder : public ::testing::Test {
 protected:
  CheckpointFolder() {
    std::string form = (std::filesystem::temp_directory_path() / "limn-nn-XXXXXX").string();
    folder_ = ::mkdtemp(form.data());
  }
  ~CheckpointFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  [[nodiscard]] std::size_t fileCount() const {
    const auto begin = std::filesystem::directory_iterator(folder_);
    return static_cast<std::size_t>(std::distance(begin, std::filesystem::directory_iterator{}));
  }

 private:
  std::filesystem::path folder_;
};

[[nodiscard]] inline std::string slurp(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return std::move(text).str();
}

using limn::test::sharedFolder;

/// The message with which `action` fails; a test failure and "" when it does not fail, or with
/// anything but a CheckpointError.
template <typename Action>
[[nodiscard]] std::string checkpointErrorOf(Action&& action) {
  try {
    action();
  } catch (const CheckpointError& error) {
    return error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "not a CheckpointError: " << error.what();
    return "";
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

}  // namespace limn::nn::test
