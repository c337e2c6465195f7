// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dialogs/series_dialog.h"

#include "dialogs/series_thumbnails.h"
#include "models/series_model.h"
#include "window_fixture.h"

#include <QIcon>
#include <QTreeView>
#include <atomic>
#include <future>
#include <thread>

namespace limn::gui {
namespace {

class SeriesDialogTest : public WindowTest {
 protected:
  SeriesDialogTest() {
    scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
      SeriesSummary one, two;
      one.path = path / "one";
      two.path = path / "two";
      return StudyScan{{one, two}, {}};
    };
    read_ = [](const SeriesSummary& series) -> Result<Volume> {
      Volume volume = test::rampVolume(Size3{16, 16, 4});
      volume.source.path = series.path;
      return volume;
    };
  }
  SeriesDialog* openDialog() {
    openWindow();
    window_->openPath(QStringLiteral("/scans"));
    settle();
    return window_->findChild<SeriesDialog*>();
  }
  QImage picture(int row) {
    const auto* model = window_->findChild<SeriesModel*>();
    return model->index(row, SeriesModel::Description)
        .data(Qt::DecorationRole)
        .value<QIcon>()
        .pixmap(kThumbnailSize)
        .toImage();
  }
};

TEST_F(SeriesDialogTest, ShowsTheMiddleSliceOfEachSeriesMadeBesideTheWindow) {
  std::atomic<bool> isOnWindowThread = false;
  middleSlice_ = [&, window = std::this_thread::get_id()](const SeriesSummary& series,
                                                          const JobContext&) -> Result<Volume> {
    isOnWindowThread = isOnWindowThread || std::this_thread::get_id() == window;
    if (series.path.filename() == "one") return fail(ErrorCode::Unreadable, "damaged");
    return test::rampVolume(Size3{64, 16, 5});
  };
  ASSERT_NE(openDialog(), nullptr);

  ASSERT_TRUE(waitUntil([&] { return changedPixels(picture(0), picture(1)) > 0; }))
      << "the second has a picture, the first one cannot be read";

  EXPECT_FALSE(isOnWindowThread);
  EXPECT_EQ(picture(0).size(), picture(1).size()) << "rows keep their height";
  EXPECT_GT(changedPixels(picture(0), picture(1)), 400);
}

TEST(SeriesModel, NamesAFileWithoutADescriptionByItsPlaceInTheFolder) {
  SeriesSummary single, within;
  single.path = "/scans/knee.nii";
  single.files = {single.path};
  within.path = "/scans";
  within.files = {"/scans/CT/image.nii.gz"};
  const SeriesModel model({single, within});
  const auto name = [&model](int row) {
    return model.index(row, SeriesModel::Description).data().toString();
  };

  EXPECT_EQ(name(0), QStringLiteral("knee.nii"));
  EXPECT_EQ(name(1), QStringLiteral("CT/image.nii.gz"));
}

TEST_F(SeriesDialogTest, PicturesThatAreNotNeededAnyMoreDoNotDelayTheChosenSeries) {
  std::promise<void> began;
  std::atomic<int> asked = 0;
  middleSlice_ = [&](const SeriesSummary&, const JobContext& job) -> Result<Volume> {
    if (asked++ == 0) began.set_value();
    while (!job.isCancelled())  // until the dialog is closed
      std::this_thread::yield();
    return fail(ErrorCode::Cancelled, "stopped");
  };
  SeriesDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  began.get_future().wait();

  dialog->select(1);
  QMetaObject::invokeMethod(dialog->findChild<QTreeView*>(QStringLiteral("seriesList")),
                            "activated", Q_ARG(QModelIndex, QModelIndex()));
  settle();

  ASSERT_TRUE(session_.hasVolume());
  EXPECT_EQ(session_.volume().source.path.filename(), "two");
  EXPECT_EQ(asked, 1) << "the other picture is not begun";
}

}  // namespace
}  // namespace limn::gui
