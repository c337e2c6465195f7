// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "checkpoint_support.h"
#include "limn/nn/selfcheck.h"

#include <gtest/gtest.h>

namespace limn::nn {
namespace {

using FullSizeVectors = test::CheckpointFolder;

TEST_F(FullSizeVectors, VitBaseAt1024IsMet) {
  const std::string name = "vit_b_plain_1024.expected.safetensors";
  const std::filesystem::path file = test::sharedFolder() / "golden" / name;
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no full set of golden vectors";
  std::filesystem::create_symlink(file, path(name));

  const SelfcheckRow row = selfcheck({.folder = path(""), .device = "cpu", .onRow = {}}).at(0);

  EXPECT_TRUE(row.passed) << toText(row);
}

}  // namespace
}  // namespace limn::nn
