// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/atomic_file.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace limn {
namespace {

namespace fs = std::filesystem;

std::span<const std::byte> bytesOf(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::ptrdiff_t entries(const fs::path& folder) {
  return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

TEST(AtomicFile, AppearsWholeOnCommit) {
  const test::TemporaryFolder folder;
  const fs::path target = folder.path() / "mask.nii.gz";
  auto file = AtomicFile::create(target);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write(bytesOf("half")));
  EXPECT_FALSE(fs::exists(target));
  EXPECT_TRUE(file->temporaryPath().string().ends_with("mask.nii.gz"));

  ASSERT_TRUE(file->write(bytesOf(" and half")));
  ASSERT_TRUE(file->commit());

  EXPECT_EQ(contents(target), "half and half");
  EXPECT_EQ(entries(folder.path()), 1);
}

TEST(AtomicFile, LeavesTheOldFileWhenDropped) {
  const test::TemporaryFolder folder;
  const fs::path target = folder.path() / "mask.nii";
  ASSERT_TRUE(writeFileAtomically(target, bytesOf("old")));
  {
    auto file = AtomicFile::create(target);
    ASSERT_TRUE(file && file->write(bytesOf("new")));
  }
  EXPECT_EQ(contents(target), "old");
  EXPECT_EQ(entries(folder.path()), 1);
}

TEST(AtomicFile, RefusesFoldersAndMissingOnes) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(AtomicFile::create(folder.path()).error().code, ErrorCode::WriteFailed);
  const auto missing = AtomicFile::create(folder.path() / "no" / "mask.nii");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().detail.find("does not exist"), std::string::npos);
}

TEST(AtomicFile, FullDiskLeavesNothing) {
  const test::TemporaryFolder folder;
  const fs::path target = folder.path() / "mask.nii";
  ASSERT_TRUE(writeFileAtomically(target, bytesOf("old")));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string large(5000, 'x');

  const auto result = writeFileAtomically(target, bytesOf(large));

  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(result.error().code, ErrorCode::WriteFailed);
  EXPECT_EQ(contents(target), "old");
  EXPECT_EQ(entries(folder.path()), 1);
}

}  // namespace
}  // namespace limn
