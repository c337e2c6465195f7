// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "main_window.h"

#include "models/label_model.h"
#include "window_fixture.h"

#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMouseEvent>
#include <QPushButton>
#include <QTreeView>
#include <future>
#include <new>
#include <stdexcept>

namespace limn::gui {
namespace {

using State = core::Preview::State;

class MainWindowTest : public WindowTest {
 protected:
  void openRamp() { openWith(test::rampVolume(Size3{48, 40, 12})); }
  void drag(VoxelIndex from, VoxelIndex to, Qt::KeyboardModifiers held = Qt::NoModifier) {
    const QPointF a = view().widgetAt(from), b = view().widgetAt(to);
    QTest::mousePress(&view(), Qt::LeftButton, held, a.toPoint());
    QMouseEvent move(QEvent::MouseMove, b, view().mapToGlobal(b), Qt::NoButton, Qt::LeftButton,
                     held);
    QCoreApplication::sendEvent(&view(), &move);
    QTest::mouseRelease(&view(), Qt::LeftButton, held, b.toPoint());
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(window_.get(), key, modifiers);
    settle();
  }
};

TEST_F(MainWindowTest, ClickPreviewAcceptUndoRedo) {
  openRamp();

  click({20, 16, 6});
  settle();
  ASSERT_EQ(preview().state, State::Ready);
  const auto pixels = preview().current()->mask.count();
  EXPECT_GT(pixels, 0);
  EXPECT_EQ(voxels(), 0) << "nothing is written before it is accepted";

  key(Qt::Key_Return);
  EXPECT_EQ(voxels(), pixels);
  EXPECT_EQ(preview().state, State::None);
  EXPECT_NE(session_.document().labelAt({20, 16, 6}), 0);

  key(Qt::Key_Z, Qt::ControlModifier);
  while (voxels() != 0 && !session_.undoText().empty())
    key(Qt::Key_Z, Qt::ControlModifier);
  EXPECT_EQ(voxels(), 0);

  while (voxels() == 0 && !session_.redoText().empty())
    key(Qt::Key_Y, Qt::ControlModifier);
  EXPECT_EQ(voxels(), pixels);
}

TEST_F(MainWindowTest, RightClickExcludes) {
  openRamp();
  click({20, 16, 6});
  settle();
  const auto before = preview().current()->mask.count();

  click({22, 16, 6}, Qt::RightButton);
  settle();

  ASSERT_EQ(session_.prompts().size(), 2U);
  const auto exclude = std::get<core::PointPrompt>(session_.prompts()[1]);
  EXPECT_FALSE(exclude.include);
  EXPECT_LT(preview().current()->mask.count(), before);
}

TEST_F(MainWindowTest, ClicksSnapToTheCentreOfTheVoxelUnderThem) {
  openRamp();
  view().zoom(3);
  const QPointF beside = view().widgetAt({24, 20, 6}) + QPointF(4, -3);

  QTest::mouseClick(&view(), Qt::LeftButton, Qt::NoModifier, beside.toPoint());
  settle();

  EXPECT_EQ(std::get<core::PointPrompt>(session_.prompts().at(0)).at, (PixelPoint{24, 20}));
}

TEST_F(MainWindowTest, LeftDragIsABoxWithBothCorners) {
  openRamp();

  drag({30, 25, 6}, {12, 9, 6});
  settle();

  ASSERT_EQ(session_.prompts().size(), 1U);
  const auto box = std::get<core::BoxPrompt>(session_.prompts()[0]);
  EXPECT_EQ(box.min, (PixelPoint{12, 9}));
  EXPECT_EQ(box.max, (PixelPoint{30, 25}));
}

TEST_F(MainWindowTest, ASecondBoxReplacesTheFirstUnlessShiftIsHeld) {
  openRamp();
  drag({30, 25, 6}, {12, 9, 6});
  settle();

  drag({20, 20, 6}, {14, 11, 6});
  settle();
  ASSERT_EQ(session_.prompts().size(), 1U);
  EXPECT_EQ(std::get<core::BoxPrompt>(session_.prompts()[0]).max, (PixelPoint{20, 20}));

  drag({34, 30, 6}, {25, 24, 6}, Qt::ShiftModifier);
  settle();
  EXPECT_EQ(session_.prompts().size(), 2U);
}

TEST_F(MainWindowTest, DraggingAMarkMovesIt) {
  openRamp();
  click({20, 16, 6});
  settle();

  drag({20, 16, 6}, {30, 22, 6});
  settle();

  ASSERT_EQ(session_.prompts().size(), 1U);
  EXPECT_EQ(std::get<core::PointPrompt>(session_.prompts()[0]).at, (PixelPoint{30, 22}));
}

TEST_F(MainWindowTest, ShowsAtOnceThatASliceIsBeingRead) {
  openRamp();
  predictor_->hold();
  window_->state().setSlice(Axis::Z, 9);
  const QImage before = view().grab().toImage();

  click({20, 16, 9});

  EXPECT_EQ(preview().state, State::Encoding);
  QCoreApplication::processEvents();
  EXPECT_GT(changedPixels(view().grab().toImage(), before), 100);
  const auto* text = window_->findChild<QLabel*>(QStringLiteral("previewText"));
  ASSERT_NE(text, nullptr);
  EXPECT_TRUE(text->text().contains(QStringLiteral("encoding this slice")));
  predictor_->release();
  settle();
  EXPECT_EQ(preview().state, State::Ready);
}

TEST_F(MainWindowTest, TabCyclesTheCandidates) {
  openRamp();
  click({20, 16, 6});
  settle();
  const std::size_t first = preview().chosen;

  key(Qt::Key_Tab);
  EXPECT_NE(preview().chosen, first);
  key(Qt::Key_Tab);
  key(Qt::Key_Tab);

  EXPECT_EQ(preview().chosen, first);
}

TEST_F(MainWindowTest, BackspaceTakesTheLastPromptBack) {
  openRamp();
  click({20, 16, 6});
  settle();
  click({30, 16, 6});
  settle();

  key(Qt::Key_Backspace);
  EXPECT_EQ(session_.prompts().size(), 1U);
  key(Qt::Key_Backspace, Qt::ShiftModifier);

  EXPECT_TRUE(session_.prompts().empty());
  EXPECT_EQ(preview().state, State::None);
}

TEST_F(MainWindowTest, NeighbourMaskBecomesTheMaskPrompt) {
  openRamp();
  click({20, 16, 6});
  settle();
  key(Qt::Key_Return);
  key(Qt::Key_Up);
  ASSERT_EQ(window_->state().slice(Axis::Z), 7);

  key(Qt::Key_Comma);

  ASSERT_EQ(session_.prompts().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<core::MaskPrompt>(session_.prompts()[0]));
  EXPECT_EQ(session_.promptSlice()->slice, 7);
}

TEST_F(MainWindowTest, SpacePeeksForAsLongAsItIsHeld) {
  openRamp();
  view().setFocus();
  ASSERT_TRUE(window_->state().showsOverlay());

  QTest::keyPress(&view(), Qt::Key_Space);
  EXPECT_FALSE(window_->state().showsOverlay());
  QTest::keyRelease(&view(), Qt::Key_Space);

  EXPECT_TRUE(window_->state().showsOverlay());
}

TEST_F(MainWindowTest, ReturnWhileNamingALabelDoesNotAcceptTheMask) {
  openRamp();
  click({20, 16, 6});
  settle();
  auto* list = window_->findChild<QTreeView*>(QStringLiteral("labelList"));
  list->setFocus();
  list->edit(list->model()->index(0, LabelModel::Name));
  auto* editor = list->viewport()->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);

  editor->setText(QStringLiteral("Liver"));
  QTest::keyClick(editor, Qt::Key_Return);
  settle();

  EXPECT_EQ(session_.document().labels()[0].name, "Liver");
  EXPECT_EQ(preview().state, State::Ready);
  EXPECT_EQ(voxels(), 0);
}

TEST_F(MainWindowTest, ALockedLabelRefusesTheMaskAndSaysSo) {
  openRamp();
  ASSERT_TRUE(session_.document().setLocked(1, true));
  click({20, 16, 6});
  settle();

  key(Qt::Key_Return);

  EXPECT_EQ(voxels(), 0);
  const MessageItem* message = window_->messages().find(QStringLiteral("segment"));
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->level(), MessageItem::Level::Problem);
}

TEST_F(MainWindowTest, AnExceptionInASlotIsShownAndTheStudyStaysOpen) {
  openRamp();
  click({20, 16, 6});
  settle();
  QObject::connect(window_->actions().action(ActionId::ZoomIn), &QAction::triggered, window_.get(),
                   [] { throw std::runtime_error("the zoom failed"); });

  key(Qt::Key_Equal, Qt::ControlModifier);

  ASSERT_TRUE(waitUntil([this] { return window_->messages().find(QStringLiteral("exception")); }));
  const MessageItem* message = window_->messages().find(QStringLiteral("exception"));
  EXPECT_EQ(message->level(), MessageItem::Level::Problem);
  EXPECT_TRUE(message->text().contains(QStringLiteral("the zoom failed")));
  ASSERT_TRUE(session_.hasVolume());
  key(Qt::Key_Return);
  EXPECT_GT(voxels(), 0) << "the mask that was open can still be accepted";
}

TEST_F(MainWindowTest, AnExceptionWhilePaintingLeavesTheWindowUsable) {
  openRamp();
  QObject::connect(&view(), &SliceView::painted, window_.get(), [] { throw std::bad_alloc(); });

  view().update();

  ASSERT_TRUE(waitUntil([this] { return window_->messages().find(QStringLiteral("exception")); }));
  click({20, 16, 6});
  settle();
  EXPECT_EQ(preview().state, State::Ready);
}

TEST_F(MainWindowTest, ContrastNeverChangesWhatTheModelSees) {
  openRamp();
  const auto mapping = session_.inputMapping();
  const auto revision = session_.revision();

  trigger(ActionId::Window2);
  trigger(ActionId::AutoContrast);
  trigger(ActionId::Invert);
  EXPECT_EQ(session_.inputMapping(), mapping);
  EXPECT_EQ(session_.revision(), revision);

  trigger(ActionId::InputThisWindow);
  EXPECT_EQ(session_.inputMapping(), core::windowMapping(window_->state().window()));
}

TEST_F(MainWindowTest, WithoutAModelItSaysHowToGetOne) {
  load_ = [](const ModelRequest&) -> Result<std::shared_ptr<core::MaskPredictor>> {
    return fail(ErrorCode::NotFound, "nothing installed");
  };
  openWindow();

  window_->models().load({});
  settle();

  const MessageItem* message = window_->messages().find(QStringLiteral("model"));
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->level(), MessageItem::Level::Caution);
  EXPECT_TRUE(message->text().contains(QStringLiteral("checkpoint")));
}

TEST_F(MainWindowTest, LoadsAModelAndShowsIt) {
  load_ = [this](const ModelRequest&) -> Result<std::shared_ptr<core::MaskPredictor>> {
    return predictor_;
  };
  openWindow();

  window_->models().load({});
  settle();

  ASSERT_NE(session_.model(), nullptr);
  EXPECT_TRUE(window_->findChild<QLabel*>(QStringLiteral("statusModel"))
                  ->text()
                  .contains(QStringLiteral("fake")));
}

TEST_F(MainWindowTest, AModelLoadThatWasCancelledChangesNothing) {
  std::promise<void> go;
  load_ = [this, wait = go.get_future().share()](
              const ModelRequest&) -> Result<std::shared_ptr<core::MaskPredictor>> {
    wait.wait();
    return predictor_;
  };
  openWindow();
  ModelRequest request;
  request.model = "big.pth";
  window_->models().load(request);
  const MessageItem* busy = window_->messages().find(QStringLiteral("loading"));
  ASSERT_NE(busy, nullptr);

  busy->findChild<QPushButton*>()->click();
  go.set_value();
  settle();

  EXPECT_EQ(session_.model(), nullptr);
  EXPECT_EQ(window_->messages().find(QStringLiteral("model")), nullptr);
  EXPECT_TRUE(window_->models().lastRequest().model.empty());
}

TEST_F(MainWindowTest, AcceptWritesOnlyWhatIsInView) {
  openRamp();
  click({20, 16, 6});
  settle();
  window_->state().setSlice(Axis::Z, 9);

  key(Qt::Key_Return);

  EXPECT_EQ(voxels(), 0);
  ASSERT_NE(window_->messages().find(QStringLiteral("segment")), nullptr);
  key(Qt::Key_G);
  EXPECT_EQ(window_->state().slice(Axis::Z), 6) << "one key goes to the open object";
  key(Qt::Key_Return);
  EXPECT_GT(voxels(), 0);
}

TEST_F(MainWindowTest, AcceptWritesNothingThatAMaximisedViewHides) {
  openRamp();
  click({20, 16, 6});
  settle();
  window_->state().setActiveAxis(Axis::X);
  trigger(ActionId::MaximiseView);

  key(Qt::Key_Return);

  EXPECT_EQ(voxels(), 0);
}

TEST_F(MainWindowTest, SaysOnTheViewThatTheOpenObjectIsOnAnotherSlice) {
  openRamp();
  click({20, 16, 6});
  settle();
  window_->state().setSlice(Axis::Z, 9);
  const QImage told = view().grab().toImage();

  session_.clearPrompts();
  settle();

  EXPECT_GT(changedPixels(told, view().grab().toImage()), 500);
}

TEST_F(MainWindowTest, AsksBeforeMasksAreLostAndStaysOpenUntilAnswered) {
  openRamp();
  EXPECT_TRUE(window_->close()) << "nothing to lose";
  window_->show();
  click({20, 16, 6});
  settle();
  key(Qt::Key_Return);

  EXPECT_FALSE(window_->close());
  EXPECT_TRUE(window_->isVisible());
  auto* question = window_->findChild<QMessageBox*>(QStringLiteral("lossQuestion"));
  ASSERT_NE(question, nullptr);
  for (QAbstractButton* button : question->buttons()) {
    if (question->buttonRole(button) == QMessageBox::DestructiveRole) button->click();
  }

  EXPECT_TRUE(waitUntil([this] { return !window_->isVisible(); }));
}

}  // namespace
}  // namespace limn::gui
