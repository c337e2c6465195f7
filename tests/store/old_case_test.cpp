// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// tests/data/case/before_one_journal.limn was recorded (with a fake network) by a version that had
// one order of undo for prompts and one for the rest, one open object at a time, and no calibration
// of the grid.

#include "limn/core/case_store.h"
#include "limn/core/journal.h"
#include "limn/core/segmentation_document.h"
#include "limn/store/case_file.h"
#include "support/temporary_folder.h"
#include "support/test_paths.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace limn::store {
namespace {

class OldCaseTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::copy_file(test::dataFolder() / "case" / "before_one_journal.limn", file);
    data = readCase(file).value();
  }

  test::TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "old.limn";
  CaseData data;
};

TEST_F(OldCaseTest, IsSoundAndHasUndoAndRedoOfBothKinds) {
  EXPECT_TRUE(CaseFile::open(file, CaseFile::Access::ReadOnly)->check());
  for (const auto kind : {CaseAction::Kind::Undo, CaseAction::Kind::Redo}) {
    for (const auto target : {CaseAction::Target::Prompts, CaseAction::Target::Document}) {
      EXPECT_TRUE(std::ranges::any_of(data.actions, [&](const CaseAction& action) {
        return action.kind == kind && action.target == target;
      }));
    }
  }
}

std::string storedGrid(const std::filesystem::path& file) {
  SQLite::Database database(file.string());
  return database.execAndGet("SELECT grid FROM source").getString();
}

TEST_F(OldCaseTest, KeepsTheGridThatItWasMadeOn) {
  ASSERT_EQ(storedGrid(file).find("calibration"), std::string::npos);
  Grid grid;
  grid.size = {20, 15, 6};

  EXPECT_EQ(data.source.grid, grid);
  EXPECT_EQ(data.source.grid.calibration, Calibration::Patient);
  EXPECT_EQ(segmentationAt(data)->grid, grid) << "what is exported";
}

TEST_F(OldCaseTest, OfAPictureIsNotCalibrated) {
  CaseSource picture = data.source;
  picture.source.format = "png";
  const auto made = folder.path() / "picture.limn";
  ASSERT_TRUE(CaseFile::create(made, picture, {}));
  SQLite::Database(made.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE source SET grid = json_remove(grid, '$.calibration')");
  ASSERT_EQ(storedGrid(made).find("calibration"), std::string::npos);

  EXPECT_EQ(readCase(made)->source.grid.calibration, Calibration::None);
}

TEST_F(OldCaseTest, ShowsTheSameMomentsAndPrompts) {
  CaseData copy = data;
  const auto document = core::replay(copy).value();
  ASSERT_EQ(document->journal().size(), data.actions.size());
  std::vector<PromptStep> steps;  // of the one open object
  for (std::size_t n = 0; n <= data.actions.size(); ++n) {
    if (n > 0 && data.actions[n - 1].prompts) steps = data.actions[n - 1].prompts->steps;
    if (n > 0 && data.actions[n - 1].kind == CaseAction::Kind::Accept) steps.clear();
    const auto moment = document->journal().momentAfter(n);
    const Segmentation expected = segmentationAt(data, n).value();
    ASSERT_EQ(moment->snapshot().voxels, expected.voxels) << n;
    ASSERT_EQ(moment->labels(), expected.labels) << n;
    std::vector<Prompt> prompts;
    for (const PromptStep& step : steps)
      prompts.push_back(step.prompt);
    ASSERT_EQ(moment->prompts(), prompts) << n;
  }
  EXPECT_EQ(document->snapshot().voxels, segmentationAt(data)->voxels);
}

TEST_F(OldCaseTest, IsUndoneAndRedoneWhollyAndWhatIsRecordedMeanwhileFits) {
  CaseData copy = data;
  const auto document = core::replay(copy).value();
  const Segmentation present = document->snapshot();
  document->setRecorder([this](const CaseAction& action) { data.actions.push_back(action); });

  int steps = 0;
  while (document->undo())
    ++steps;
  EXPECT_GT(steps, 3);
  EXPECT_EQ(document->voxelCount(1), 0);
  EXPECT_TRUE(document->objects().empty());
  EXPECT_EQ(segmentationAt(data)->voxels, document->snapshot().voxels);
  while (document->redo()) {
  }

  EXPECT_EQ(document->snapshot().voxels, present.voxels);
  EXPECT_EQ(segmentationAt(data)->voxels, present.voxels);
  EXPECT_EQ(segmentationAt(data)->labels, document->labels());
}

}  // namespace
}  // namespace limn::store
