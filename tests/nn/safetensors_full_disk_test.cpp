// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>

namespace limn::nn {
namespace {

/// While it lives no file of this process may grow past a number of bytes, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    oldHandler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, oldHandler_);
  }

 private:
  rlimit old_{};
  void (*oldHandler_)(int) = nullptr;
};

class SafetensorsFullDisk : public test::CheckpointFolder {};

TEST_F(SafetensorsFullDisk, LeavesNothingBehindAndKeepsTheOlderFile) {
  write("x.safetensors", "older");
  const StateDict state{.tensors = {{"a", at::ones({100000})}}, .metadata = {}};

  std::string message;
  {
    const FileSizeLimit limit(4096);
    message = test::checkpointErrorOf([&] { writeSafetensors(path("x.safetensors"), state); });
  }

  EXPECT_THAT(message, ::testing::HasSubstr("cannot be written"));
  EXPECT_EQ(test::slurp(path("x.safetensors")), "older");
  EXPECT_EQ(fileCount(), 1U);
}

}  // namespace
}  // namespace limn::nn
