// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// What the texts in the views say about the patient, and where they stand.
#include "plane_text.h"

#include "views/status_strip.h"
#include "views/text_places.h"
#include "window_fixture.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QPushButton>
#include <QWheelEvent>
#include <cmath>

namespace limn::gui {
namespace {

/// Turned about the head-foot axis.
Grid turnedGrid(double degrees) {
  const double angle = degrees * 3.14159265358979 / 180;
  Grid grid;
  grid.size = {20, 20, 6};
  grid.axes = {Vec3{std::cos(angle), std::sin(angle), 0},
               Vec3{-std::sin(angle), std::cos(angle), 0}, Vec3{0, 0, 1}};
  return grid;
}

TEST(DirectionLetters, AreOneForAPatientAxisAndSeveralBetweenTwo) {
  EXPECT_EQ(directionLetters({1, 0, 0}), QStringLiteral("L"));
  EXPECT_EQ(directionLetters({0, 0, -1}), QStringLiteral("I"));
  EXPECT_EQ(directionLetters({0.8, -0.6, 0}), QStringLiteral("LA"));
  EXPECT_EQ(directionLetters({-0.5, 0.5, 0.707}), QStringLiteral("SRP"));
  EXPECT_EQ(directionLetters({0.999, 0.04, 0}), QStringLiteral("L")) << "a slight tilt";
}

TEST(PlaneTitle, SaysThatAPlaneIsOblique) {
  Volume volume = test::rampVolume(turnedGrid(30));
  const auto title = [&volume](Axis axis) {
    return planeTitle(volume, sliceLayout(volume.grid, axis));
  };

  EXPECT_EQ(title(Axis::Z), QStringLiteral("Axial"));
  EXPECT_EQ(title(Axis::X), QStringLiteral("Oblique, near sagittal"));

  volume = test::rampVolume(turnedGrid(3));
  EXPECT_EQ(title(Axis::X), QStringLiteral("Sagittal"));

  volume.grid.calibration = Calibration::None;
  EXPECT_EQ(title(Axis::Z), QStringLiteral("Picture"));
}

TEST(SlicePosition, HasTheLetterOfTheSideItLiesOn) {
  Volume volume = test::rampVolume(turnedGrid(0));
  volume.grid.origin = {0, 0, -10};
  const SliceLayout layout = sliceLayout(volume.grid, Axis::Z);

  EXPECT_EQ(slicePosition(volume, layout, 2), QStringLiteral("I 8.0 mm"));

  volume.grid.calibration = Calibration::SpacingOnly;
  EXPECT_EQ(slicePosition(volume, layout, 2), QString());
}

TEST(CornerTexts, NeverOverlapAndStayInTheView) {
  const CornerLine name{QStringLiteral("A long text that does not fit into a small view"),
                        Qt::white, false, true};
  const CornerLine number{QStringLiteral("thickness 3.27 mm"), Qt::white};
  const ViewTexts texts{
      {name, number, number, name, number}, {name, number, name, name}, {number, number}};
  const QFont font = QApplication::font();
  for (const QSizeF view :
       {QSizeF(120, 120), QSizeF(200, 150), QSizeF(400, 300), QSizeF(900, 700)}) {
    const auto placed = placeTexts(texts, view, font);
    EXPECT_FALSE(view.width() > 150 && placed.empty());
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const PlacedLine& one = placed[i];
      EXPECT_TRUE(QRectF(QPointF(), view).contains(one.rect));
      EXPECT_TRUE(one.line.mayBeShortened || one.line.text == number.text)
          << one.line.text.toStdString();
      for (const QRectF& letter : letterPlaces(view, font))
        EXPECT_FALSE(one.rect.intersects(letter)) << view.width() << ' ' << i;
      for (std::size_t k = 0; k < i; ++k)
        EXPECT_FALSE(one.rect.intersects(placed[k].rect)) << view.width() << ' ' << i;
    }
  }
}

TEST(CornerTexts, AreWholeInASmallView) {
  const auto line = [](const char* text, bool isName = false) {
    return CornerLine{QString::fromLatin1(text), Qt::white, isName, isName};
  };
  const ViewTexts texts{{line("Coronal", true), line("61 / 162"), line("A 2.0 mm")},
                        {line("Doe, Jane with a long name", true)},
                        {line("69 %"), line("W 400  L 40")}};
  QStringList shown;
  // In a window of 683 x 384, which is 1366 x 768 at 200 %.
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 0.94);  // as in a view
  for (const PlacedLine& placed : placeTexts(texts, {137, 165}, font))
    shown << placed.line.text;

  for (const char* whole : {"Coronal", "61 / 162", "A 2.0 mm", "69 %", "W 400  L 40"})
    EXPECT_TRUE(shown.contains(QString::fromLatin1(whole))) << whole;
}

TEST(Tag, StandsBesideItsObjectAndCoversNoText) {
  const QSizeF view(300, 200), tag(120, 20);
  const std::vector<PlacedLine> texts{{{}, {}, QRectF(10, 10, 280, 15)},
                                      {{}, {}, QRectF(200, 25, 90, 15)}};
  const auto place = [&](const QRectF& object) {
    return QRectF(placeTag(object, tag, view, texts), tag);
  };

  EXPECT_EQ(place({20, 100, 50, 50}).left(), 78) << "right of it";
  for (const QRectF& object :
       {QRectF(0, 0, 300, 200), QRectF(20, 10, 50, 50), QRectF(250, 190, 5, 5)}) {
    EXPECT_TRUE(QRectF(QPointF(), view).contains(place(object)));
    for (const PlacedLine& text : texts)
      EXPECT_FALSE(place(object).intersects(text.rect));
  }
}

TEST(CursorText, HasTheUnitOfTheValuesAndMillimetresOnlyInAPatient) {
  Volume volume = test::rampVolume(Size3{8, 8, 4});
  volume.source.text.valueUnit = "HU";
  const QString inPatient = cursorText(volume, {1, 2, 3});
  EXPECT_TRUE(inPatient.contains(QStringLiteral(" mm"))) << inPatient.toStdString();
  EXPECT_TRUE(inPatient.endsWith(QStringLiteral(" HU")));

  for (const auto calibration : {Calibration::None, Calibration::PixelSpacing}) {
    volume.grid.calibration = calibration;
    EXPECT_FALSE(cursorText(volume, {1, 2, 3}).contains(QStringLiteral("mm")));
  }
}

class StudyTextTest : public WindowTest {
 protected:
  static Volume study() {
    Volume volume = test::rampVolume(Size3{48, 40, 12});
    volume.source.format = "dicom";
    volume.source.text.patientName = "Doe, Jane";
    volume.source.text.studyDate = "2010-05-01";
    return volume;
  }
  QString readout() { return window_->findChild<QLabel*>(QStringLiteral("statusCursor"))->text(); }
};

TEST_F(StudyTextTest, OneKeyHidesThePatientInTheTitleAndTheViews) {
  openWith(study());
  EXPECT_TRUE(window_->windowTitle().contains(QStringLiteral("Doe, Jane")));
  EXPECT_TRUE(window_->windowTitle().contains(QStringLiteral("2010-05-01")));
  const QImage shown = view().grab().toImage();

  QTest::keyClick(window_.get(), Qt::Key_P);
  settle();

  EXPECT_FALSE(window_->windowTitle().contains(QStringLiteral("Jane")));
  EXPECT_GT(changedPixels(shown, view().grab().toImage()), 100);
}

TEST_F(StudyTextTest, TheReadoutFollowsTheWheel) {
  openWith(study());
  const QPointF at = view().widgetAt({20, 16, 6});
  QTest::mouseMove(&view(), at.toPoint());
  QWheelEvent turn(at, view().mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                   Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&view(), &turn);
  settle();

  const auto slice = window_->state().slice(Axis::Z);
  EXPECT_TRUE(readout().contains(QStringLiteral("voxel 20, 16, %1").arg(slice)))
      << readout().toStdString();
}

TEST_F(StudyTextTest, APictureWithoutGeometryHasNoMillilitres) {
  Volume volume = study();
  volume.grid.calibration = Calibration::None;
  openWith(std::move(volume));
  click({20, 16, 6});
  settle();
  trigger(ActionId::Accept);

  const auto* labels = window_->findChild<QAbstractItemView*>(QStringLiteral("labelList"));
  const QString amount = labels->model()->index(0, 1).data().toString();
  EXPECT_TRUE(amount.contains(QStringLiteral("voxels"))) << amount.toStdString();
}

TEST_F(StudyTextTest, AsksBeforeItOpensASeriesWithoutGeometry) {
  scan_ = [](const std::filesystem::path& path) -> Result<StudyScan> {
    SeriesSummary series;
    series.path = path;
    series.geometryFault = "PixelSpacing is missing";
    return StudyScan{{series}, {}};
  };
  read_ = [](const SeriesSummary& series) -> Result<Volume> {
    if (!series.inVoxelUnits) return fail(ErrorCode::Uncalibrated, series.geometryFault);
    return study();
  };
  openWindow();
  window_->openPath(QStringLiteral("/scans/knee"));
  settle();
  EXPECT_FALSE(session_.hasVolume());
  const MessageItem* question = window_->messages().find(QStringLiteral("study"));
  ASSERT_NE(question, nullptr);
  EXPECT_TRUE(question->text().contains(QStringLiteral("PixelSpacing is missing")));

  question->findChild<QPushButton*>()->click();
  settle();

  EXPECT_TRUE(session_.hasVolume());
  EXPECT_EQ(window_->messages().find(QStringLiteral("study")), nullptr);
}

}  // namespace
}  // namespace limn::gui
