// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/imaging/study_reader.h"

#include "nifti_builder.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

namespace limn::imaging {
namespace {

namespace fs = std::filesystem;
using test::NiftiBuilder;

class StudyReader : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  void writeText(const std::string& name, const std::string& text) {
    test::writeBytes(path(name), std::as_bytes(std::span(text)));
  }
  test::TemporaryFolder folder_;
};

/// Runs as a user who may not read every file; root may.
class AsNobody {
 public:
  AsNobody() : wasRoot_(geteuid() == 0) { isNobody_ = !wasRoot_ || seteuid(65534) == 0; }
  ~AsNobody() {
    if (wasRoot_ && isNobody_ && seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  [[nodiscard]] bool worked() const { return isNobody_; }

 private:
  bool wasRoot_, isNobody_ = false;
};

TEST_F(StudyReader, ListsAFolderWithTheLargestFirst) {
  fs::create_directory(path("deep"));
  NiftiBuilder().fillRamp().write(path("small.nii"));
  NiftiBuilder large;
  large.dim = {3, 9, 9, 9, 1, 1, 1, 1};
  large.fillRamp().write(path("deep/large.nii"));
  writeText("readme.txt", "no scan");

  const auto scan = scanStudy(folder_.path());

  ASSERT_TRUE(scan) << scan.error().message();
  ASSERT_EQ(scan->series.size(), 2U);
  EXPECT_EQ(scan->series[0].files.front(), path("deep/large.nii"));
  EXPECT_EQ(scan->series[0].size, (Size3{9, 9, 9}));
  ASSERT_EQ(scan->skipped.size(), 1U);
  EXPECT_EQ(scan->skipped[0].path, path("readme.txt"));
  EXPECT_FALSE(scan->skipped[0].reason.empty());
}

TEST_F(StudyReader, ListsTheChoicesWhenThereAreSeveral) {
  NiftiBuilder().fillRamp().write(path("a.nii"));
  NiftiBuilder().fillRamp().write(path("b.nii"));

  const auto volume = readVolume(folder_.path());

  ASSERT_FALSE(volume);
  EXPECT_EQ(volume.error().code, ErrorCode::Mismatch);
  EXPECT_NE(volume.error().detail.find("a.nii"), std::string::npos);
  EXPECT_NE(volume.error().detail.find("b.nii"), std::string::npos);
}

TEST_F(StudyReader, TellsWhatCannotBeOpenedApart) {
  fs::create_directory(path("empty"));
  writeText("text.nii", std::string(600, 'x'));
  writeText("note.txt", "hello");
  writeText("zero.nii.gz", "");

  EXPECT_EQ(scanStudy(path("nowhere")).error().code, ErrorCode::NotFound);
  EXPECT_EQ(scanStudy(path("empty")).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(scanStudy(path("text.nii")).error().code, ErrorCode::Unreadable);
  EXPECT_EQ(scanStudy(path("note.txt")).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(scanStudy(path("zero.nii.gz")).error().code, ErrorCode::Unreadable);
}

TEST_F(StudyReader, NamesAFileThatMayNotBeRead) {
  NiftiBuilder().fillRamp().write(path("a.nii"));
  fs::permissions(folder_.path(), fs::perms::all);
  fs::permissions(path("a.nii"), fs::perms::none);
  const AsNobody nobody;
  if (!nobody.worked()) GTEST_SKIP() << "cannot become another user";

  const auto file = scanStudy(path("a.nii"));
  const auto folder = scanStudy(folder_.path());

  ASSERT_FALSE(file || folder);
  EXPECT_EQ(file.error().code, ErrorCode::Unreadable);
  EXPECT_NE(file.error().detail.find(std::strerror(EACCES)), std::string::npos);
  EXPECT_EQ(folder.error().code, ErrorCode::Unreadable);
  EXPECT_NE(folder.error().detail.find("a.nii"), std::string::npos);
}

TEST_F(StudyReader, NamesAFolderThatMayNotBeRead) {
  fs::create_directory(path("closed"));
  NiftiBuilder().fillRamp().write(path("open.nii"));
  fs::permissions(folder_.path(), fs::perms::all);
  fs::permissions(path("closed"), fs::perms::none);
  const AsNobody nobody;
  if (!nobody.worked()) GTEST_SKIP() << "cannot become another user";

  const auto scan = scanStudy(folder_.path());
  const auto closed = scanStudy(path("closed"));

  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->series.size(), 1U);
  ASSERT_EQ(scan->skipped.size(), 1U);
  EXPECT_EQ(scan->skipped[0].path, path("closed"));
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::Unreadable);
}

TEST_F(StudyReader, StopsScanningWhenAsked) {
  NiftiBuilder().fillRamp().write(path("a.nii"));
  std::stop_source source;
  source.request_stop();

  const auto scan = scanStudy(folder_.path(), {source.get_token(), {}});

  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().code, ErrorCode::Cancelled);
}

}  // namespace
}  // namespace limn::imaging
