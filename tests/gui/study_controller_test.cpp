// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "study_controller.h"

#include "dialogs/series_dialog.h"
#include "window_fixture.h"

#include <QDropEvent>
#include <QMimeData>
#include <QTreeView>
#include <QUrl>

namespace limn::gui {
namespace {

class StudyControllerTest : public WindowTest {
 protected:
  StudyControllerTest() {
    scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
      SeriesSummary series;
      series.path = path;
      return StudyScan{{series}, {}};
    };
    read_ = [](const SeriesSummary& series) -> Result<Volume> {
      Volume volume = test::rampVolume(Size3{16, 16, 4});
      volume.source.path = series.path;
      return volume;
    };
    write_ = [this](const Segmentation& masks,
                    const std::filesystem::path& file) -> Result<core::ExportReport> {
      written_ = masks;
      return core::ExportReport{file, {}, {}};
    };
  }
  void acceptOneMask() {
    session_.setPredictor(predictor_);
    settle();
    click({8, 8, 2});
    settle();
    ASSERT_TRUE(session_.accept());
    settle();
  }
  const MessageItem* message(const char* key) {
    return window_->messages().find(QString::fromLatin1(key));
  }

  std::optional<Segmentation> written_;
};

TEST_F(StudyControllerTest, OpensTheOnlyVolumeAndRemembersIt) {
  openWindow();

  window_->openPath(QStringLiteral("/scans/knee.nii.gz"));
  settle();

  EXPECT_TRUE(session_.hasVolume());
  EXPECT_EQ(settings_.recentPaths(), QStringList{QStringLiteral("/scans/knee.nii.gz")});
  EXPECT_TRUE(window_->windowTitle().startsWith(QStringLiteral("knee")));
}

TEST_F(StudyControllerTest, OpensWhatIsDroppedOnTheWindow) {
  openWindow();
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QStringLiteral("/scans/dropped.nii"))});
  const QPoint at(200, 200);

  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &enter);
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(window_.get(), &drop);
  settle();

  EXPECT_TRUE(enter.isAccepted());
  ASSERT_TRUE(session_.hasVolume());
  EXPECT_EQ(session_.volume().source.path.filename(), "dropped.nii");
}

TEST_F(StudyControllerTest, AsksWhichOfSeveralSeries) {
  scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
    SeriesSummary one, two;
    one.path = path / "one";
    two.path = path / "two";
    return StudyScan{{one, two}, {{path / "report.dcm", "structured report, no image"}}};
  };
  openWindow();
  window_->openPath(QStringLiteral("/scans"));
  settle();
  EXPECT_FALSE(session_.hasVolume());
  auto* dialog = window_->findChild<SeriesDialog*>();
  ASSERT_NE(dialog, nullptr);

  dialog->select(1);
  QMetaObject::invokeMethod(dialog->findChild<QTreeView*>(QStringLiteral("seriesList")),
                            "activated", Q_ARG(QModelIndex, QModelIndex()));
  settle();

  ASSERT_TRUE(session_.hasVolume());
  EXPECT_EQ(session_.volume().source.path.filename(), "two");
}

TEST_F(StudyControllerTest, SaysWhyAFileCannotBeOpenedAndKeepsTheStudy) {
  openWindow();
  window_->openPath(QStringLiteral("/scans/good.nii"));
  settle();
  read_ = [](const SeriesSummary&) -> Result<Volume> {
    return fail(ErrorCode::Unreadable, "bad.nii: expected 348 bytes of header, found 12");
  };

  window_->openPath(QStringLiteral("/scans/bad.nii"));
  settle();

  ASSERT_NE(message("study"), nullptr);
  EXPECT_TRUE(message("study")->text().contains(QStringLiteral("found 12")));
  EXPECT_EQ(session_.volume().source.path.filename(), "good.nii");
}

TEST_F(StudyControllerTest, ShowsTheWarningsOfAVolume) {
  read_ = [](const SeriesSummary&) -> Result<Volume> {
    Volume volume = test::rampVolume(Size3{16, 16, 4});
    volume.warnings = {"slices 3 and 4 are missing"};
    return volume;
  };
  openWindow();

  window_->openPath(QStringLiteral("/scans/ct"));
  settle();

  ASSERT_NE(message("warnings"), nullptr);
  EXPECT_EQ(message("warnings")->level(), MessageItem::Level::Caution);
  EXPECT_TRUE(message("warnings")->text().contains(QStringLiteral("missing")));
}

TEST_F(StudyControllerTest, ExportsAndCountsAsSaved) {
  openWindow();
  window_->openPath(QStringLiteral("/scans/knee.nii.gz"));
  settle();
  acceptOneMask();
  ASSERT_TRUE(session_.document().isModified());
  EXPECT_TRUE(
      window_->study().suggestedExport().endsWith(QStringLiteral("/scans/knee_seg.nii.gz")));

  window_->study().exportMasks(window_->study().suggestedExport());
  settle();

  ASSERT_TRUE(written_.has_value());
  EXPECT_EQ(std::count(written_->voxels.begin(), written_->voxels.end(), LabelId{1}), voxels());
  EXPECT_FALSE(session_.document().isModified());
  ASSERT_NE(message("export"), nullptr);
}

TEST_F(StudyControllerTest, AFailedExportIsSaidAndStaysUnsaved) {
  openWindow();
  window_->openPath(QStringLiteral("/scans/knee.nii.gz"));
  settle();
  acceptOneMask();
  write_ = [](const Segmentation&, const std::filesystem::path&) -> Result<core::ExportReport> {
    return fail(ErrorCode::WriteFailed, "no space left on the disk");
  };

  window_->study().exportMasks(QStringLiteral("/full/knee_seg.nii.gz"));
  settle();

  EXPECT_TRUE(session_.document().isModified());
  ASSERT_NE(message("export"), nullptr);
  EXPECT_TRUE(message("export")->text().contains(QStringLiteral("no space")));
}

TEST_F(StudyControllerTest, WritesNothingWhileNoLabelHasAVoxel) {
  openWindow();
  window_->openPath(QStringLiteral("/scans/knee.nii.gz"));
  settle();

  window_->study().exportMasks(QStringLiteral("/scans/knee_seg.nii.gz"));
  settle();

  EXPECT_FALSE(written_.has_value());
  EXPECT_NE(message("export"), nullptr);
}

TEST_F(StudyControllerTest, GivesAnExportWithoutSuffixTheUsualOne) {
  std::filesystem::path target;
  write_ = [&target](const Segmentation&,
                     const std::filesystem::path& file) -> Result<core::ExportReport> {
    target = file;
    return core::ExportReport{file, {}, {}};
  };
  openWindow();
  window_->openPath(QStringLiteral("/scans/knee.nii.gz"));
  settle();
  acceptOneMask();

  window_->study().exportMasks(QStringLiteral("/scans/mine"));
  settle();

  EXPECT_EQ(target.filename(), "mine.nii.gz");
}

TEST_F(StudyControllerTest, AnExceptionInAReaderIsAnErrorAndTheNextFileOpens) {
  auto good = read_;
  read_ = [](const SeriesSummary&) -> Result<Volume> { throw std::bad_alloc(); };
  openWindow();
  window_->openPath(QStringLiteral("/scans/huge.nii"));
  settle();
  ASSERT_NE(message("study"), nullptr);

  read_ = good;
  window_->openPath(QStringLiteral("/scans/small.nii"));
  settle();

  EXPECT_TRUE(session_.hasVolume());
  EXPECT_EQ(message("study"), nullptr);
}

TEST(CaseName, LeavesOutKnownSuffixesOnly) {
  const auto name = [](const char* path) {
    SourceRef source;
    source.path = path;
    return caseName(source).toStdString();
  };

  EXPECT_EQ(name("/a/case.01.nii.gz"), "case.01");
  EXPECT_EQ(name("/a/IMG001.dcm"), "IMG001");
  EXPECT_EQ(name("/a/series"), "series");
  EXPECT_EQ(name(""), "case");
}

}  // namespace
}  // namespace limn::gui
