// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "models/label_model.h"

#include "models/prompt_model.h"
#include "models/series_model.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QColor>

namespace limn::gui {
namespace {

class ModelsTest : public ::testing::Test {
 protected:
  ModelsTest() : session_(nullptr, makeGuiDispatcher(home_)), signals_(session_) {}
  void turn() { QCoreApplication::processEvents(); }

  QObject home_;
  core::Session session_;
  SessionSignals signals_;
};

TEST_F(ModelsTest, LabelModelKeepsTheRulesOfItemModels) {
  LabelModel model(session_, signals_);
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);

  session_.open(test::rampVolume(Size3{8, 8, 4}));
  session_.document().addLabel("Spleen");
  turn();
  EXPECT_EQ(model.rowCount(), 2);
  ASSERT_TRUE(session_.document().removeLabel(1));
  turn();

  EXPECT_EQ(model.rowCount(), 1);
  EXPECT_EQ(model.index(0, LabelModel::Name).data().toString(), QStringLiteral("Spleen"));
}

TEST_F(ModelsTest, LabelModelWritesNamesAndColoursToTheDocument) {
  LabelModel model(session_, signals_);
  session_.open(test::rampVolume(Size3{8, 8, 4}));
  const QModelIndex name = model.index(0, LabelModel::Name);

  EXPECT_TRUE(model.setData(name, QStringLiteral("Leber"), Qt::EditRole));
  EXPECT_TRUE(model.setData(name, QColor(1, 2, 3), Qt::DecorationRole));
  EXPECT_FALSE(model.setData(name, QStringLiteral("  "), Qt::EditRole));

  EXPECT_EQ(session_.document().labels()[0].name, "Leber");
  EXPECT_EQ(session_.document().labels()[0].color, (Rgb{1, 2, 3}));
}

TEST_F(ModelsTest, LabelModelTogglesVisibilityAndLock) {
  LabelModel model(session_, signals_);
  session_.open(test::rampVolume(Size3{8, 8, 4}));

  model.toggle(model.index(0, LabelModel::Visible));
  model.toggle(model.index(0, LabelModel::Locked));

  EXPECT_FALSE(session_.document().labels()[0].visible);
  EXPECT_TRUE(session_.document().labels()[0].locked);
}

TEST_F(ModelsTest, LabelModelShowsMillilitres) {
  LabelModel model(session_, signals_);
  Grid grid;
  grid.size = {20, 20, 2};
  grid.spacing = {1, 1, 5};
  session_.open(test::rampVolume(grid));
  Mask mask(20, 20);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x)
      mask.set(x, y);
  }

  ASSERT_TRUE(session_.document().write({Axis::Z, 0}, 1, mask,
                                        core::SegmentationDocument::WriteMode::Add,
                                        core::Overlap::KeepOthers, "test"));
  turn();

  EXPECT_EQ(model.index(0, LabelModel::Amount).data().toString(), QStringLiteral("2.00 ml"));
}

TEST_F(ModelsTest, PromptModelListsPromptsInVoxels) {
  PromptModel model(session_, signals_);
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  Grid grid;
  grid.size = {20, 20, 6};
  grid.axes[0] = {-1, 0, 0};
  session_.open(test::rampVolume(grid));
  const PixelPoint at = session_.layout(Axis::Z).toPixel({4, 7, 3});

  session_.addPoint({Axis::Z, 3}, at, true);
  turn();

  ASSERT_EQ(model.rowCount(), 1);
  EXPECT_TRUE(model.index(0).data().toString().contains(QStringLiteral("4, 7, 3")));
}

TEST(SeriesModel, ListsWhatAPersonChoosesBy) {
  SeriesSummary series;
  series.description = "T2 sagittal";
  series.modality = "MR";
  series.size = {256, 256, 30};
  series.warnings = {"slices are missing"};
  SeriesModel model({series});
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);

  const auto text = [&](int column) { return model.index(0, column).data().toString(); };

  EXPECT_EQ(text(SeriesModel::Description), QStringLiteral("T2 sagittal"));
  EXPECT_EQ(text(SeriesModel::Modality), QStringLiteral("MR"));
  EXPECT_EQ(text(SeriesModel::Size), QStringLiteral("256 × 256 × 30"));
  EXPECT_EQ(text(SeriesModel::Warnings), QStringLiteral("slices are missing"));
}

TEST(SeriesModel, TellsTheSeriesOfOneStudyApart) {
  SeriesSummary series;
  series.text.seriesNumber = "7";
  series.text.seriesDescription = "Thorax";
  series.text.studyDate = "2010-05-01";
  series.text.seriesTime = "13:45:09";
  series.description = "CT series 7 'Thorax' (3x2x2)";
  SeriesSummary second = series;
  second.description = "CT series 7 'Thorax' (3x2x2), time 2 of 3";
  second.part = 1;
  second.parts = 3;
  second.geometryFault = "PixelSpacing is 'x'";
  const SeriesModel model({series, second});
  const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };

  EXPECT_EQ(text(0, SeriesModel::Number), QStringLiteral("7"));
  EXPECT_EQ(text(0, SeriesModel::Description), QStringLiteral("Thorax"));
  EXPECT_EQ(text(0, SeriesModel::Date), QStringLiteral("2010-05-01"));
  EXPECT_EQ(text(0, SeriesModel::Time), QStringLiteral("13:45:09"));
  EXPECT_EQ(text(0, SeriesModel::Part), QString());
  EXPECT_TRUE(text(1, SeriesModel::Description).contains(QStringLiteral("time 2 of 3")));
  EXPECT_EQ(text(1, SeriesModel::Part), QStringLiteral("2 of 3"));
  EXPECT_EQ(text(1, SeriesModel::Warnings), QStringLiteral("PixelSpacing is 'x'"));
}

}  // namespace
}  // namespace limn::gui
