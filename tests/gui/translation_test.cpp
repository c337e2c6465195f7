// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Every text of the window can be translated.
#include "history_text.h"
#include "views/open_object_list.h"
#include "window_fixture.h"

#include <QAbstractButton>
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QRegularExpression>
#include <QTranslator>

namespace limn::gui {
namespace {

/// Translates each text into itself between marks.
class Marker : public QTranslator {
 public:
  [[nodiscard]] QString translate(const char*, const char* source, const char*,
                                  int) const override {
    return QStringLiteral("«%1»").arg(QString::fromUtf8(source));
  }
  [[nodiscard]] bool isEmpty() const override { return false; }
};

class TranslationTest : public WindowTest {
 protected:
  TranslationTest() { QCoreApplication::installTranslator(&marker_); }
  ~TranslationTest() override {
    window_.reset();
    QCoreApplication::removeTranslator(&marker_);
  }

  void check(const QObject& object, const char* property) {
    QString text = object.property(property).toString();
    for (const QString& own : names_)
      text.remove(own);
    static const QRegularExpression word(QStringLiteral("[A-Za-z]{3,}"));
    static const QRegularExpression marked(QStringLiteral("«[^«»]*»"));
    while (text.contains(marked))
      text.remove(marked);
    if (!text.contains(word)) return;
    ADD_FAILURE() << object.metaObject()->className() << ' ' << object.objectName().toStdString()
                  << ", " << property << ": " << text.toStdString();
  }
  void checkAll() {
    for (const QObject* object : window_->findChildren<QObject*>()) {
      const bool isText = qobject_cast<const QLabel*>(object) != nullptr ||
                          qobject_cast<const QAbstractButton*>(object) != nullptr ||
                          qobject_cast<const QAction*>(object) != nullptr;
      if (isText) check(*object, "text");
      if (qobject_cast<const QMenu*>(object) != nullptr) check(*object, "title");
      if (qobject_cast<const QDockWidget*>(object) != nullptr) check(*object, "windowTitle");
      check(*object, "toolTip");
    }
    check(*window_, "windowTitle");
  }

  /// Names of files, models, labels and products.
  const QStringList names_{
      QStringLiteral("ramp"),     QStringLiteral("fake"),      QStringLiteral("cpu"),
      QStringLiteral("Label 1"),  QStringLiteral("SAM-Med2D"), QStringLiteral("MedSAM"),
      QStringLiteral("SAM"),      QStringLiteral("PACS"),      QStringLiteral("MITK"),
      QStringLiteral("ITK-SNAP"), QStringLiteral("3D Slicer")};
  Marker marker_;
};

TEST_F(TranslationTest, NoTextOfTheWindowBypassesIt) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  checkAll();
  click({20, 16, 6});
  settle();
  checkAll();
  trigger(ActionId::Accept);
  trigger(ActionId::BrushTool);
  checkAll();
  trigger(ActionId::Undo);
  session_.lookBack(1);
  settle();
  checkAll();
}

TEST_F(TranslationTest, EveryActionOfTheHistoryIsTranslated) {
  openWith(test::rampVolume(Size3{48, 40, 12}));
  const core::SliceRef slice{Axis::Z, 6};
  session_.addPoint(slice, {20, 16}, true);
  session_.addPoint(slice, {30, 16}, false);
  session_.movePoint(0, {21, 16});
  session_.removePrompt(1);
  session_.removePrompt(0);
  session_.setBox(slice, {10, 10}, {20, 20});
  session_.removePrompt(0);
  session_.addPoint(slice, {20, 16}, true);
  settle();
  session_.nextCandidate();
  ASSERT_TRUE(session_.accept());
  ASSERT_TRUE(session_.useMaskPrompt(slice, slice));
  session_.removePrompt(0);
  ASSERT_TRUE(session_.continueObject(slice));
  session_.clearPrompts();
  session_.undo();
  session_.redo();
  core::SegmentationDocument& document = session_.document();
  const LabelId label = document.addLabel("Liver");
  ASSERT_TRUE(document.renameLabel(label, "Spleen"));
  ASSERT_TRUE(document.recolorLabel(label, {1, 2, 3}));
  ASSERT_TRUE(document.setLocked(label, true));
  ASSERT_TRUE(document.setLocked(label, false));
  ASSERT_TRUE(document.setVisible(label, false));
  ASSERT_TRUE(document.setVisible(label, true));
  ASSERT_TRUE(document.removeLabel(label));
  session_.setInputMapping(core::windowMapping({400, 40}));
  session_.setInputMapping(core::volumeRangeMapping(session_.volume()));
  session_.undo();
  settle();

  for (int i = 0; i <= static_cast<int>(HandEdit::Operation::FillBetween); ++i) {
    const HandEdit edit{.operation = static_cast<HandEdit::Operation>(i), .label = 1};
    const core::WantedRun one{i, 1, 1};
    ASSERT_TRUE(document.edit(edit, {one}, core::Overlap::KeepOthers));
  }

  for (std::size_t i = 0; i < session_.history().size(); ++i) {
    const QString text = historyText(session_.history()[i]);
    EXPECT_TRUE(text.startsWith(QStringLiteral("«"))) << text.toStdString();
  }
  EXPECT_EQ(historyText("Undo Accept Left kidney, slice 3, slice 12"),
            QStringLiteral("«Undo «Accept Left kidney, slice 3, slice 12»»"));
}

TEST(HistoryText, NamesEditsInEnglishAsTheCaseFileDoes) {
  for (int i = 0; i <= static_cast<int>(HandEdit::Operation::FillBetween); ++i) {
    for (const bool hasSlice : {false, true}) {
      CaseAction action;
      action.kind = CaseAction::Kind::EditVoxels;
      action.edit = HandEdit{.operation = static_cast<HandEdit::Operation>(i),
                             .label = 1,
                             .labelName = "Liver %2",
                             .otherSlice = 7,
                             .amount = 2.5,
                             .inVoxels = i % 2 == 0,
                             .other = 2,
                             .otherName = "Spleen"};
      if (hasSlice) action.edit->slice = core::SliceRef{Axis::Z, 4};
      EXPECT_EQ(toStdString(historyText(action)), describe(*action.edit));
      action.kind = CaseAction::Kind::Undo;
      EXPECT_EQ(toStdString(historyText(action)), "Undo " + describe(*action.edit));
    }
  }
}

}  // namespace
}  // namespace limn::gui
