// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "case_actions.h"
#include "support/fake_case_store.h"
#include "window_fixture.h"

#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <map>

namespace limn::gui {
namespace {

/// A window whose cases lie in memory, one per path of a study.
class CaseTest : public WindowTest {
 protected:
  CaseTest() {
    scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
      SeriesSummary series;
      series.path = path;
      return StudyScan{{series}, {}};
    };
    read_ = [](const SeriesSummary& series) -> Result<Volume> { return volumeAt(series.path); };
    parts_.cases.openKept = [this](const Volume& volume, const JobContext&) {
      return open(volume.source.path, volume);
    };
    parts_.cases.source = [](const std::filesystem::path& file) -> Result<CaseSource> {
      if (file == "broken.limn") return fail(ErrorCode::Unreadable, "broken.limn is cut short");
      return core::caseSource(volumeAt("/scans/knee.nii"), "hash");
    };
    parts_.cases.volume = [](const CaseSource&, const std::filesystem::path& place,
                             const JobContext&) -> Result<Volume> {
      if (place.empty()) return fail(ErrorCode::NotFound, "the scan is not there");
      return volumeAt(place);
    };
    parts_.cases.open = [this](const std::filesystem::path&, const CaseSource&) {
      return open("/scans/knee.nii", volumeAt("/scans/knee.nii"));
    };
  }

  static Volume volumeAt(const std::filesystem::path& path) {
    Volume volume = test::rampVolume(Size3{16, 16, 4});
    volume.source.path = path;
    return volume;
  }
  Result<core::OpenedCase> open(const std::filesystem::path& key, const Volume& volume) {
    auto& store = stores_[key];
    if (!store) {
      store = std::make_shared<test::FakeCaseStore>(
          CaseData{core::caseSource(volume, "hash"), core::firstLabels(), {}, {}});
    }
    return core::OpenedCase{store, store->load().value()};
  }
  void openStudy(const char* path = "/scans/knee.nii") {
    window_->openPath(QString::fromLatin1(path));
    settle();
    session_.setPredictor(predictor_);
    settle();
  }
  void acceptAt(VoxelIndex voxel) {
    click(voxel);
    settle();
    trigger(ActionId::Accept);
  }
  [[nodiscard]] QString savedText() const {
    return window_->findChild<QLabel*>(QStringLiteral("statusSaved"))->text();
  }
  const MessageItem* message(const char* key) {
    return window_->messages().find(QString::fromLatin1(key));
  }
  bool waitForText(const QString& text) {
    return waitUntil([&] { return savedText() == text; });
  }

  std::map<std::filesystem::path, std::shared_ptr<test::FakeCaseStore>> stores_;
};

TEST_F(CaseTest, AStudyOpensWithWhatWasDoneToIt) {
  openWindow();
  openStudy();
  acceptAt({8, 8, 2});
  const std::int64_t disk = voxels();
  ASSERT_GT(disk, 0);
  EXPECT_TRUE(waitForText(QStringLiteral("saved")));

  openStudy("/scans/hip.nii");
  EXPECT_EQ(voxels(), 0);
  openStudy();

  EXPECT_EQ(voxels(), disk);
  EXPECT_EQ(window_->findChild<QListWidget*>(QStringLiteral("historyList"))->count(), 2);
  trigger(ActionId::Undo);
  EXPECT_EQ(voxels(), 0);
  EXPECT_EQ(window_->findChild<QMessageBox*>(QStringLiteral("lossQuestion")), nullptr);
}

TEST_F(CaseTest, SaysWhenWorkCannotBeKeptAndWhenItIsAgain) {
  openWindow();
  openStudy();
  stores_.begin()->second->setFails(true);
  acceptAt({8, 8, 2});
  EXPECT_TRUE(waitForText(QStringLiteral("● not saved")));
  ASSERT_NE(message("case"), nullptr);
  EXPECT_TRUE(message("case")->text().contains(QStringLiteral("the fake disk is full")));

  window_->close();
  EXPECT_NE(window_->findChild<QMessageBox*>(QStringLiteral("lossQuestion")), nullptr);
  EXPECT_TRUE(window_->isVisible());

  stores_.begin()->second->setFails(false);
  session_.finishSaving();
  EXPECT_TRUE(waitForText(QStringLiteral("saved")));
  EXPECT_EQ(message("case"), nullptr);
  EXPECT_TRUE(window_->close());
}

TEST_F(CaseTest, AnotherCaseIsNotOpenedOverWorkThatCouldNotBeWritten) {
  openWindow();
  openStudy();
  stores_.begin()->second->setFails(true);
  acceptAt({8, 8, 2});
  EXPECT_TRUE(waitForText(QStringLiteral("● not saved")));

  auto* cases = window_->findChild<CaseActions*>();
  ASSERT_NE(cases, nullptr);
  Q_EMIT cases->openRequested(QStringLiteral("hip.limn"), QStringLiteral("/scans/hip.nii"));
  settle();

  EXPECT_NE(window_->findChild<QMessageBox*>(QStringLiteral("lossQuestion")), nullptr);
  EXPECT_GT(voxels(), 0);
}

TEST_F(CaseTest, ACaseOpensAtTheSliceWhereItWasLeft) {
  openWindow();
  openStudy();
  window_->state().setSlice(Axis::Z, 1);
  acceptAt({8, 8, 1});
  openStudy("/scans/hip.nii");

  openStudy();

  EXPECT_EQ(window_->state().activeSlice(), (core::SliceRef{Axis::Z, 1}));
}

TEST_F(CaseTest, SaysThatAnotherProgramHasTheCase) {
  openWindow();
  openStudy();
  acceptAt({8, 8, 2});
  openStudy("/scans/hip.nii");
  stores_["/scans/knee.nii"]->readOnlyBecause =
      Error{ErrorCode::Locked, "knee.limn is open elsewhere (ada, process 7)", {}};

  openStudy();

  EXPECT_GT(voxels(), 0);
  EXPECT_EQ(savedText(), QStringLiteral("● read-only"));
  ASSERT_NE(message("case"), nullptr);
  EXPECT_TRUE(message("case")->text().contains(QStringLiteral("ada")));
  EXPECT_TRUE(message("case")->text().contains(QStringLiteral("read-only")));
  EXPECT_FALSE(message("case")->text().contains(QStringLiteral("label"))) << "no label is locked";
}

TEST_F(CaseTest, ACaseWhoseScanHasMovedAsksForIt) {
  openWindow();
  window_->openPath(QStringLiteral("knee.limn"));
  settle();
  EXPECT_FALSE(session_.hasVolume());
  ASSERT_NE(message("case"), nullptr);

  window_->study().openCase(QStringLiteral("knee.limn"), QStringLiteral("/new/knee.nii"));
  settle();

  EXPECT_TRUE(session_.hasVolume());
  EXPECT_EQ(message("case"), nullptr);
}

TEST_F(CaseTest, ADamagedCaseLeavesTheOpenStudyAsItIs) {
  openWindow();
  openStudy();
  acceptAt({8, 8, 2});

  window_->openPath(QStringLiteral("broken.limn"));
  settle();

  ASSERT_NE(message("study"), nullptr);
  EXPECT_TRUE(message("study")->text().contains(QStringLiteral("cut short")));
  EXPECT_GT(voxels(), 0);
  EXPECT_NE(session_.caseStore(), nullptr);
}

TEST_F(CaseTest, AnAcceptedMaskCanBeGoneOnWith) {
  openWindow();
  openStudy();
  acceptAt({8, 8, 2});
  window_->state().setCrosshair({8, 8, 2});

  trigger(ActionId::ContinueMask);

  EXPECT_EQ(session_.prompts().size(), 1U);
  EXPECT_EQ(preview().state, core::Preview::State::Ready);
}

TEST_F(CaseTest, APreparedCaseOpensAtItsMarkedSlices) {
  CaseData data{core::caseSource(volumeAt("/scans/knee.nii"), "hash"), core::firstLabels(), {}, {}};
  data.bookmarks = {{{Axis::Z, 3}, 1, "the model doubts"}, {{Axis::X, 5}, 0, "and here"}};
  stores_["/scans/knee.nii"] = std::make_shared<test::FakeCaseStore>(data);
  openWindow();
  openStudy();

  EXPECT_EQ(window_->state().activeSlice(), (core::SliceRef{Axis::Z, 3}));
  ASSERT_NE(message("bookmark"), nullptr);
  EXPECT_TRUE(message("bookmark")->text().contains(QStringLiteral("the model doubts")));
  trigger(ActionId::NextBookmark);
  EXPECT_EQ(window_->state().activeSlice(), (core::SliceRef{Axis::X, 5}));
  trigger(ActionId::NextBookmark);
  EXPECT_EQ(window_->state().activeSlice(), (core::SliceRef{Axis::Z, 3}));
}

}  // namespace
}  // namespace limn::gui
