// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/store/case_file.h"

#include "case_builder.h"
#include "limn/store/case_lock.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace limn::store {
namespace {

namespace fs = std::filesystem;
using Access = CaseFile::Access;

class CaseFileTest : public testing::Test {
 protected:
  CaseFile makeFile() { return CaseFile::create(file, data.source, data.firstLabels).value(); }

  static void expectSame(const CaseObject& a, const CaseObject& b) {
    EXPECT_EQ(a.number, b.number);
    EXPECT_EQ(a.label, b.label);
    EXPECT_EQ(a.slice, b.slice);
    EXPECT_EQ(a.steps, b.steps);
    EXPECT_EQ(a.mask, b.mask);
    EXPECT_EQ(a.chosen, b.chosen);
    EXPECT_EQ(a.predictedIou, b.predictedIou);
    EXPECT_EQ(*a.logits, *b.logits);
    EXPECT_EQ(a.model, b.model);
    EXPECT_TRUE(a.mapping == b.mapping);
    EXPECT_EQ(a.entry, b.entry);
    EXPECT_EQ(a.continues, b.continues);
  }
  static void expectSame(const CaseAction& a, const CaseAction& b) {
    EXPECT_EQ(a.number, b.number);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.target, b.target);
    EXPECT_EQ(a.what, b.what);
    EXPECT_EQ(a.utc, b.utc);
    EXPECT_EQ(a.reader, b.reader);
    EXPECT_EQ(a.prompts, b.prompts);
    EXPECT_EQ(a.runs, b.runs);
    EXPECT_EQ(a.edit, b.edit);
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.activeLabel, b.activeLabel);
    EXPECT_TRUE(a.mapping == b.mapping);
    EXPECT_EQ(a.model, b.model);
    ASSERT_EQ(a.object == nullptr, b.object == nullptr);
    if (a.object) expectSame(*a.object, *b.object);
  }
  static void expectSame(const CaseSource& a, const CaseSource& b) {
    EXPECT_EQ(a.grid, b.grid);
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.channels, b.channels);
    EXPECT_EQ(a.pixelHash, b.pixelHash);
    EXPECT_EQ(a.source.path, b.source.path);
    EXPECT_EQ(a.source.files, b.source.files);
    EXPECT_EQ(a.source.format, b.source.format);
    EXPECT_EQ(a.source.modality, b.source.modality);
    EXPECT_EQ(a.source.studyInstanceUid, b.source.studyInstanceUid);
    EXPECT_EQ(a.source.seriesInstanceUid, b.source.seriesInstanceUid);
    EXPECT_EQ(a.source.frameOfReferenceUid, b.source.frameOfReferenceUid);
    EXPECT_EQ(a.source.sopInstanceUids, b.source.sopInstanceUids);
    EXPECT_EQ(a.source.description, b.source.description);
    EXPECT_EQ(a.source.niftiForms, b.source.niftiForms);
  }
  static void expectSame(const CaseData& a, const CaseData& b) {
    expectSame(a.source, b.source);
    EXPECT_EQ(a.firstLabels, b.firstLabels);
    EXPECT_EQ(a.bookmarks, b.bookmarks);
    ASSERT_EQ(a.actions.size(), b.actions.size());
    for (std::size_t i = 0; i < a.actions.size(); ++i)
      expectSame(a.actions[i], b.actions[i]);
  }
  [[nodiscard]] std::vector<std::string> namesInFolder() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
      names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }

  test::TemporaryFolder folder;
  fs::path file = folder.path() / "a case ü.limn";
  CaseData data = test::richCase();
};

TEST_F(CaseFileTest, BringsBackEverythingThatWasAppended) {
  {
    CaseFile out = makeFile();
    for (const CaseAction& action : data.actions)
      ASSERT_TRUE(out.append({&action, 1}));
    ASSERT_TRUE(out.addBookmarks(data.bookmarks));
    ASSERT_TRUE(out.check());
  }
  EXPECT_EQ(namesInFolder(), std::vector<std::string>{file.filename()});

  expectSame(readCase(file).value(), data);
  EXPECT_EQ(namesInFolder(), std::vector<std::string>{file.filename()});
  const CaseSummary summary = CaseFile::open(file, Access::ReadOnly)->summary().value();
  EXPECT_EQ(summary.actions, static_cast<std::int64_t>(data.actions.size()));
  EXPECT_EQ(summary.objects, 1);
  EXPECT_EQ(summary.bookmarks, 2);
  EXPECT_EQ(summary.labels, *data.actions[data.actions.size() - 2].labels);
}

TEST_F(CaseFileTest, AWholeCaseCanBeWrittenAtOnce) {
  ASSERT_TRUE(writeCase(file, data));
  ASSERT_TRUE(writeCase(file, data)) << "replaces a case that nobody has open";

  expectSame(readCase(file).value(), data);
  EXPECT_TRUE(CaseFile::open(file, Access::ReadOnly)->check());
  EXPECT_EQ(namesInFolder(), std::vector<std::string>{file.filename()});
}

TEST_F(CaseFileTest, AnActionThatDoesNotFitIsRefusedWhole) {
  CaseFile out = makeFile();
  ASSERT_TRUE(out.append(data.actions));
  CaseAction wrong;
  wrong.runs = {{0, 5, 0, 1}, {0, 2, 9, 1}};

  const auto refused = out.append({&wrong, 1});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
  EXPECT_TRUE(out.check());
  expectSame(out.load().value().actions.back(), data.actions.back());
  CaseAction next;
  next.runs = {{0, 5, 0, 1}};
  EXPECT_TRUE(out.append({&next, 1}));
  EXPECT_EQ(out.load()->actions.back().number, static_cast<std::int64_t>(data.actions.size()) + 1);
}

TEST_F(CaseFileTest, CanBeReadWhileItIsBeingWritten) {
  CaseFile out = makeFile();
  ASSERT_TRUE(out.append({&data.actions[0], 1}));

  EXPECT_EQ(readCase(file)->actions.size(), 1U);
  ASSERT_TRUE(out.append({&data.actions[1], 1}));
  EXPECT_EQ(readCase(file)->actions.size(), 2U);
}

TEST_F(CaseFileTest, ACopyIsACaseOfItsOwn) {
  CaseFile out = makeFile();
  ASSERT_TRUE(out.append(data.actions));
  const fs::path copy = folder.path() / "copy.limn";

  ASSERT_TRUE(out.copyTo(copy));
  ASSERT_TRUE(out.append({&data.actions.back(), 1}));

  EXPECT_EQ(readCase(copy)->actions.size(), data.actions.size());
  EXPECT_TRUE(CaseFile::open(copy, Access::ReadOnly)->check());
  EXPECT_EQ(out.copyTo(folder.path() / "no" / "folder.limn").error().code, ErrorCode::WriteFailed);
}

TEST_F(CaseFileTest, CheckFindsMasksThatAreNotTheJournals) {
  ASSERT_TRUE(writeCase(file, data));
  CaseData other = data;
  other.actions.pop_back();  // the mapping
  other.actions.pop_back();  // hides a label
  const fs::path changed = folder.path() / "changed.limn";
  ASSERT_TRUE(writeCase(changed, other));
  EXPECT_TRUE(CaseFile::open(changed, Access::ReadOnly)->check());
  EXPECT_NE(CaseFile::open(changed, Access::ReadOnly)->summary()->labels,
            CaseFile::open(file, Access::ReadOnly)->summary()->labels);
}

TEST_F(CaseFileTest, OneProgramAtATimeMayWrite) {
  auto first = CaseLock::take(file);
  ASSERT_TRUE(first);

  const auto second = CaseLock::take(file);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::Locked);
  EXPECT_NE(second.error().detail.find("process"), std::string::npos) << second.error().detail;
  EXPECT_EQ(writeCase(file, data).error().code, ErrorCode::Locked);

  *first = CaseLock::take(folder.path() / "other.limn").value();
  EXPECT_TRUE(CaseLock::take(file));
  EXPECT_EQ(CaseLock::take(folder.path() / "no" / "x.limn").error().code, ErrorCode::WriteFailed);
}

}  // namespace
}  // namespace limn::store
