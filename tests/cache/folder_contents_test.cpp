// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/cache/folder_contents.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace limn::cache {
namespace {
namespace fs = std::filesystem;

class FolderContentsTest : public testing::Test {
 protected:
  fs::path put(const std::string& series, const std::string& file, std::size_t bytes,
               int hoursAgo) {
    fs::create_directories(folder() / series);
    const fs::path path = folder() / series / file;
    std::ofstream(path) << std::string(bytes, 'x');
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(hoursAgo));
    return path;
  }
  [[nodiscard]] fs::path folder() const { return temporary_.path() / "embeddings"; }
  static std::string slice(char digit) { return std::string(32, digit); }

 private:
  test::TemporaryFolder temporary_;
};

TEST_F(FolderContentsTest, AFolderThatIsNotThereIsEmpty) {
  EXPECT_TRUE(listSeries(folder()).value().empty());
  EXPECT_EQ(forgetSeries(folder(), "").value().slices, 0U);
  EXPECT_EQ(trimFolder(folder(), 10), 0U);
}

TEST_F(FolderContentsTest, ListsSeriesTheLastUsedFirst) {
  put("a", slice('1'), 100, 5);
  put("a", slice('2'), 50, 9);
  put("b", slice('1'), 10, 1);

  const auto list = listSeries(folder()).value();

  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].series, "b");
  EXPECT_EQ(list[1].slices, 2U);
  EXPECT_EQ(list[1].bytes, 150U);
}

TEST_F(FolderContentsTest, ForgetsOneSeriesOrAllAndNothingElse) {
  put("a", slice('1'), 100, 1);
  put("b", slice('1'), 100, 1);
  const fs::path foreign = put("b", "notes.txt", 3, 1);

  EXPECT_EQ(forgetSeries(folder(), "a").value().slices, 1U);
  EXPECT_FALSE(fs::exists(folder() / "a"));
  EXPECT_EQ(listSeries(folder()).value().size(), 1U);

  EXPECT_EQ(forgetSeries(folder(), "").value().bytes, 100U);
  EXPECT_TRUE(listSeries(folder()).value().empty());
  EXPECT_TRUE(fs::exists(foreign));
}

TEST_F(FolderContentsTest, TrimsSeriesByLastUseThenSlices) {
  put("a", slice('1'), 100, 9);
  put("a", slice('2'), 100, 1);
  put("b", slice('1'), 100, 5);
  put("b", slice('2'), 100, 4);

  EXPECT_EQ(trimFolder(folder(), 400), 400U);
  EXPECT_EQ(trimFolder(folder(), 350), 300U);
  EXPECT_EQ(listSeries(folder()).value()[1].slices, 1U);
  EXPECT_EQ(trimFolder(folder(), 120), 100U);

  EXPECT_FALSE(fs::exists(folder() / "b"));
  EXPECT_TRUE(fs::exists(folder() / "a" / slice('2')));
}

TEST_F(FolderContentsTest, WhatAKilledWriterLeftIsRemovedLater) {
  const fs::path old = put("a", "." + slice('1') + "-12-3", 100, 1);
  const fs::path fresh = put("a", "." + slice('2') + "-12-4", 100, 0);

  EXPECT_EQ(trimFolder(folder(), 1000), 0U);

  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh));
  EXPECT_TRUE(listSeries(folder()).value().empty());
}

}  // namespace
}  // namespace limn::cache
