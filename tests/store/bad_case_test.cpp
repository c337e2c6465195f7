// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_builder.h"
#include "limn/store/case_file.h"
#include "support/temporary_folder.h"

#include <SQLiteCpp/Database.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <random>

namespace limn::store {
namespace {

namespace fs = std::filesystem;
using Access = CaseFile::Access;

class BadCaseTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(writeCase(file, test::richCase())); }

  [[nodiscard]] static std::string contents(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  /// Both ways of opening refuse `path` with this code and a sentence that has `words`; the file
  /// and its folder stay as they are.
  void expectRefused(const fs::path& path, ErrorCode code, const std::string& words) const {
    const std::string before = fs::is_directory(path) ? "" : contents(path);
    for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
      const auto opened = CaseFile::open(path, access);
      ASSERT_FALSE(opened) << words;
      EXPECT_EQ(opened.error().code, code) << opened.error().message();
      EXPECT_NE(opened.error().message().find(words), std::string::npos)
          << opened.error().message();
      EXPECT_NE(opened.error().message().find(path.filename().string()), std::string::npos);
    }
    if (!fs::is_directory(path)) {
      EXPECT_EQ(contents(path), before);
    }
    EXPECT_FALSE(fs::exists(path.string() + "-wal"));
    EXPECT_FALSE(fs::exists(path.string() + "-journal"));
  }

  test::TemporaryFolder folder;
  fs::path file = folder.path() / "case.limn";
};

TEST_F(BadCaseTest, SaysWhatIsNoCase) {
  const fs::path bad = folder.path() / "bad.limn";
  EXPECT_EQ(CaseFile::open(bad, Access::ReadOnly).error().code, ErrorCode::NotFound);
  fs::create_directory(bad);
  expectRefused(bad, ErrorCode::Unreadable, "is a folder");
  fs::remove(bad);
  put(bad, "");
  expectRefused(bad, ErrorCode::Unreadable, "an empty one");
  put(bad, std::string(5000, '\x42'));
  expectRefused(bad, ErrorCode::Unreadable, "is no Limn case");
  fs::remove(bad);
  SQLite::Database(bad.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("CREATE TABLE songs (title)");
  expectRefused(bad, ErrorCode::Mismatch, "another program");
}

TEST_F(BadCaseTest, SaysThatACaseIsCutShort) {
  const std::string whole = contents(file);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{4096}}) {
    put(file, whole.substr(0, size));
    expectRefused(file, ErrorCode::Unreadable, "cut short");
  }
  put(file, whole.substr(0, 99));
  expectRefused(file, ErrorCode::Unreadable, "is no Limn case");
}

TEST_F(BadCaseTest, SaysThatACaseIsNewer) {
  SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  expectRefused(file, ErrorCode::Mismatch, "newer Limn (version 99");
}

TEST_F(BadCaseTest, SaysThatItMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "nothing is forbidden to root";
  fs::permissions(file, fs::perms::none);
  const auto opened = CaseFile::open(file, Access::ReadOnly);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::Unreadable);
  EXPECT_NE(opened.error().detail.find("cannot be read"), std::string::npos);
}

/// A case of the first version, which had no bookmarks.
TEST_F(BadCaseTest, BringsAnOlderCaseUpToDate) {
  const CaseData expected = readCase(file).value();
  {
    SQLite::Database old(file.string(), SQLite::OPEN_READWRITE);
    old.exec("DROP TABLE bookmark");
    old.exec("ALTER TABLE model DROP COLUMN focus_sha256");
    old.exec("ALTER TABLE journal DROP COLUMN edit");
    old.exec("PRAGMA user_version = 0");
    old.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  const std::string before = contents(file);

  EXPECT_EQ(readCase(file)->actions.size(), expected.actions.size());
  EXPECT_EQ(contents(file), before) << "reading changes nothing";

  {
    CaseFile opened = CaseFile::open(file, Access::ReadWrite).value();
    EXPECT_TRUE(opened.check());
    ASSERT_TRUE(opened.addBookmarks(std::vector<CaseBookmark>{{{Axis::Z, 1}, 1, "new"}}));
  }
  SQLite::Database now(file.string(), SQLite::OPEN_READONLY);
  EXPECT_EQ(now.execAndGet("PRAGMA user_version").getInt(), kSchemaVersion);
  EXPECT_EQ(readCase(file)->bookmarks.size(), 1U);
}

TEST_F(BadCaseTest, RefusesColumnsThatHoldNonsense) {
  const std::string whole = contents(file);
  for (const char* damage : {
           "UPDATE source SET grid = '{}'",
           "UPDATE source SET grid = 'no json'",
           "UPDATE source SET grid = json_set(grid, '$.size', json('[1000000,1000000,1000000]'))",
           "UPDATE source SET grid = json_set(grid, '$.size', json('[-1,2,3]'))",
           "UPDATE source SET pixel_type = 'int512'",
           "UPDATE source SET files = '7'",
           "UPDATE source SET nifti_forms = x'00'",
           "DELETE FROM source",
           "UPDATE journal SET kind = 'dance' WHERE number = 1",
           "UPDATE journal SET changes = x'FFFFFFFFFFFFFFFFFFFFFF' WHERE number = 2",
           "UPDATE journal SET prompts = json_set(prompts, '$.slice', 99) WHERE number = 1",
           "UPDATE journal SET prompts = json_set(prompts, '$.axis', 'w') WHERE number = 1",
           "UPDATE journal SET prompts = '[[[[' WHERE number = 1",
           "UPDATE journal SET labels = '[{\"id\": 0}]' WHERE labels IS NOT NULL",
           "UPDATE journal SET edit = json_set(edit, '$.operation', 'fly') WHERE edit IS NOT NULL",
           "UPDATE journal SET edit = json_set(edit, '$.other_slice', 99) WHERE edit IS NOT NULL",
           "DELETE FROM journal WHERE number = 1",
           "UPDATE object SET mask = x'00'",
           "UPDATE object SET width = 1000000000, height = 1000000000",
           "UPDATE object SET slice = -1",
           "UPDATE object SET logits = x'0000C07F'",
           "UPDATE object SET logits_side = 4000000000",
           "UPDATE object SET model = 77",
           "UPDATE bookmark SET axis = 'q'",
       }) {
    put(file, whole);
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE).exec(damage);
    const auto read = readCase(file);
    ASSERT_FALSE(read) << damage;
    EXPECT_TRUE(
        read.error().code == ErrorCode::Unreadable || read.error().code == ErrorCode::Mismatch ||
        read.error().code == ErrorCode::OutOfRange || read.error().code == ErrorCode::Unsupported ||
        read.error().code == ErrorCode::OutOfMemory)
        << damage << ": " << read.error().message();
  }
}

TEST_F(BadCaseTest, CheckFindsWhatReadingDoesNot) {
  const std::string whole = contents(file);
  for (const char* damage :
       {"DELETE FROM slice WHERE z = 2", "UPDATE slice SET labels = x'0000'",
        "UPDATE label SET name = 'other'",
        "INSERT INTO object SELECT 9999, label, axis, slice, entry, continues, "
        "prompts, model, mapping, chosen, predicted_iou, width, height, mask, "
        "logits_side, logits FROM object"}) {
    put(file, whole);
    {
      SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
      database.exec(damage);
    }
    const auto checked = CaseFile::open(file, Access::ReadOnly)->check();
    ASSERT_FALSE(checked) << damage;
    EXPECT_EQ(checked.error().code, ErrorCode::Unreadable) << checked.error().message();
  }
}

/// Bytes of the file are changed at random: reading gives a case or an error.
TEST_F(BadCaseTest, SurvivesAnyDamage) {
  std::mt19937 random(11);
  const std::string whole = contents(file);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    for (unsigned changes = 1 + random() % 20; changes > 0; --changes)
      bytes[100 + random() % (bytes.size() - 100)] = static_cast<char>(random());
    put(file, bytes);
    if (auto opened = CaseFile::open(file, Access::ReadOnly)) {
      static_cast<void>(opened->load());
      static_cast<void>(opened->check());
    }
  }
}

}  // namespace
}  // namespace limn::store
