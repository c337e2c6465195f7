// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/cache/embedding_folder.h"

#include "limn/cache/folder_contents.h"
#include "support/temporary_folder.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <thread>

namespace limn::cache {
namespace {
namespace fs = std::filesystem;

using Bytes = std::vector<std::byte>;

core::EmbeddingName name(int slice, const std::string& series = "abc") {
  return {series, fmt::format("{:032x}", slice)};
}
/// What a slice is kept as in these tests; the size differs from slice to slice.
Bytes bytesOf(int slice) {
  return Bytes(static_cast<std::size_t>(20'000 + slice), static_cast<std::byte>(slice));
}
std::optional<Bytes> read(EmbeddingFolder& cache, const core::EmbeddingName& wanted) {
  std::optional<Bytes> found;
  const bool isThere = cache.find(
      wanted, [&](std::span<const std::byte> bytes) { found.emplace(bytes.begin(), bytes.end()); });
  EXPECT_EQ(isThere, found.has_value());
  return found;
}

class EmbeddingFolderTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path folder() const { return temporary_.path() / "caches" / "limn"; }
  [[nodiscard]] fs::path file(int slice) const { return folder() / "abc" / name(slice).content; }
  void keep(int slices) const {
    EmbeddingFolder cache(folder());
    for (int slice = 0; slice < slices; ++slice)
      cache.keep(name(slice), bytesOf(slice));
  }
  /// Reads slice 0, which must not be there, then keeps it again, and counts the lines in the log.
  void expectRebuiltWithOneLine() const {
    EmbeddingFolder cache(folder());
    testing::internal::CaptureStderr();
    EXPECT_EQ(read(cache, name(0)), std::nullopt);
    EXPECT_EQ(read(cache, name(0)), std::nullopt);
    const std::string lines = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << lines;
    cache.keep(name(0), bytesOf(0));
    cache.flush();
    EXPECT_EQ(read(cache, name(0)), bytesOf(0));
  }

 private:
  test::TemporaryFolder temporary_;
};

TEST_F(EmbeddingFolderTest, GivesBackAfterARestartWhatItWasGiven) {
  keep(5);

  EmbeddingFolder cache(folder());
  for (int slice = 0; slice < 5; ++slice)
    EXPECT_EQ(read(cache, name(slice)), bytesOf(slice));
  EXPECT_EQ(read(cache, name(5)), std::nullopt);
  EXPECT_EQ(read(cache, name(0, "def")), std::nullopt);
}

TEST_F(EmbeddingFolderTest, IsForTheUsersEyesAlone) {
  const mode_t before = ::umask(0);
  keep(1);
  ::umask(before);
  EXPECT_EQ(fs::status(file(0)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  for (const fs::path& path : {folder(), folder().parent_path(), folder() / "abc"})
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all) << path;
}

TEST_F(EmbeddingFolderTest, SwitchedOffItNeitherReadsNorWrites) {
  keep(1);
  EmbeddingFolder cache(folder());
  cache.setEnabled(false);
  cache.keep(name(1), bytesOf(1));
  EXPECT_EQ(read(cache, name(0)), std::nullopt);
  cache.setEnabled(true);
  cache.flush();
  EXPECT_EQ(read(cache, name(0)), bytesOf(0));
  EXPECT_EQ(read(cache, name(1)), std::nullopt);
}

TEST_F(EmbeddingFolderTest, AFileCutShortIsRebuilt) {
  keep(1);
  fs::resize_file(file(0), 1000);
  expectRebuiltWithOneLine();
}

TEST_F(EmbeddingFolderTest, AnEmptyFileIsRebuilt) {
  keep(1);
  fs::resize_file(file(0), 0);
  expectRebuiltWithOneLine();
}

TEST_F(EmbeddingFolderTest, AFileWithAFlippedBitIsRebuilt) {
  keep(1);
  std::fstream stream(file(0), std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(5000);
  stream.put('\x10');
  stream.close();
  expectRebuiltWithOneLine();
}

TEST_F(EmbeddingFolderTest, AFileOfAnotherVersionIsRebuilt) {
  keep(1);
  std::fstream stream(file(0), std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(8);
  stream.put('\x7F');
  stream.close();
  expectRebuiltWithOneLine();
}

TEST_F(EmbeddingFolderTest, AFileOfAnotherModelUnderThisNameIsRebuilt) {
  keep(2);
  fs::rename(file(1), file(0));
  expectRebuiltWithOneLine();
}

TEST_F(EmbeddingFolderTest, WhatIsNoFileIsLeftAlone) {
  keep(1);
  fs::remove(file(0));
  fs::create_directory(file(0));
  EmbeddingFolder cache(folder());
  EXPECT_EQ(read(cache, name(0)), std::nullopt);
}

TEST_F(EmbeddingFolderTest, AFullDiskIsOneLineAndNothingHalfWritten) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  testing::internal::CaptureStderr();
  {
    EmbeddingFolder cache(folder());
    rlimit small = before;
    small.rlim_cur = 10'000;
    ::setrlimit(RLIMIT_FSIZE, &small);
    for (int slice = 0; slice < 3; ++slice)
      cache.keep(name(slice), bytesOf(slice));
    cache.flush();
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(read(cache, name(0)), std::nullopt);

    cache.keep(name(3), bytesOf(3));  // there is room again
    cache.flush();
    EXPECT_EQ(read(cache, name(3)), bytesOf(3));
  }
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << lines;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder() / "abc"), fs::directory_iterator()), 1);
}

TEST_F(EmbeddingFolderTest, AFolderThatCannotBeWrittenIsOneLine) {
  fs::create_directories(folder().parent_path());
  std::ofstream(folder()) << "a file where the folder should be";
  testing::internal::CaptureStderr();
  {
    EmbeddingFolder cache(folder());
    for (int slice = 0; slice < 3; ++slice)
      cache.keep(name(slice), bytesOf(slice));
    cache.flush();
    EXPECT_EQ(read(cache, name(0)), std::nullopt);
  }
  const std::string lines = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << lines;
}

TEST_F(EmbeddingFolderTest, TwoWritersAndReadersAtOnceNeverSeeAnythingHalf) {
  constexpr int kSlices = 40;
  const auto work = [&](int from) {
    EmbeddingFolder cache(folder(), 400'000);  // so that they delete, too
    for (int round = 0; round < 3; ++round) {
      for (int slice = 0; slice < kSlices; ++slice) {
        const int mine = (slice + from) % kSlices;
        cache.keep(name(mine), bytesOf(mine));
        const auto found = read(cache, name(slice));
        if (found) {
          EXPECT_EQ(*found, bytesOf(slice));
        }
      }
      cache.flush();
    }
  };
  testing::internal::CaptureStderr();
  std::thread other(work, kSlices / 2);
  work(0);
  other.join();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(EmbeddingFolderTest, AKilledWriterLeavesNothingThatIsTakenForWhole) {
  const pid_t child = ::fork();
  if (child == 0) {
    EmbeddingFolder cache(folder());
    for (int slice = 0;; slice = (slice + 1) % 1000) {
      cache.keep(name(slice), bytesOf(slice));
      cache.flush();
    }
  }
  while (!fs::exists(file(20)))
    std::this_thread::yield();
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);

  EmbeddingFolder cache(folder());
  int whole = 0;
  for (int slice = 0; slice < 1000; ++slice) {
    const auto found = read(cache, name(slice));
    if (!found) continue;
    ++whole;
    EXPECT_EQ(*found, bytesOf(slice));
  }
  EXPECT_GE(whole, 20);
}

TEST_F(EmbeddingFolderTest, TheSeriesNotUsedForLongestGoesBeyondTheLimit) {
  const auto olden = [&](const std::string& series, int hours) {
    for (const auto& entry : fs::directory_iterator(folder() / series))
      fs::last_write_time(entry, entry.last_write_time() - std::chrono::hours(hours));
  };
  {
    EmbeddingFolder cache(folder());
    for (int slice = 0; slice < 5; ++slice) {
      for (const char* series : {"old", "older", "oldest"})
        cache.keep(name(slice, series), bytesOf(slice));
    }
  }
  olden("old", 1);
  olden("older", 2);
  olden("oldest", 3);
  EmbeddingFolder cache(folder(), 250'000);
  EXPECT_NE(read(cache, name(0, "oldest")), std::nullopt);  // so it is the newest now
  cache.keep(name(9), bytesOf(9));
  cache.flush();

  EXPECT_FALSE(fs::exists(folder() / "older"));
  EXPECT_NE(read(cache, name(0, "oldest")), std::nullopt);
  EXPECT_NE(read(cache, name(9)), std::nullopt);
  const auto left = listSeries(folder());
  ASSERT_TRUE(left);
  std::uint64_t bytes = 0;
  for (const KeptSeries& series : *left)
    bytes += series.bytes;
  EXPECT_LE(bytes, 225'000U);
  EXPECT_GT(bytes, 180'000U);
}

}  // namespace
}  // namespace limn::cache
