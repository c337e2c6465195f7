// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/model_panel.h"
#include "views/prompt_panel.h"
#include "views/status_strip.h"
#include "window_fixture.h"

#include <QLabel>

namespace limn::gui {
namespace {

class FocusActionsTest : public WindowTest {
 protected:
  QAction* action() { return window_->actions().action(ActionId::UseFocusNetwork); }
  [[nodiscard]] bool statusSays(const QString& text) const {
    for (const QLabel* label : window_->findChild<StatusStrip*>()->findChildren<QLabel*>()) {
      if (label->text().contains(text)) return true;
    }
    return false;
  }
};

TEST_F(FocusActionsTest, IsOffAndGreyWhereTheModelComesAlone) {
  openWith(test::rampVolume(Size3{12, 10, 8}));
  EXPECT_FALSE(action()->isEnabled());
  EXPECT_FALSE(action()->isChecked());
  EXPECT_FALSE(statusSays(QStringLiteral("focus")));
}

TEST_F(FocusActionsTest, IsSwitchedInTheMenuAndTheStatusBarSaysSo) {
  predictor_->setFocus("focus", true);
  openWith(test::rampVolume(Size3{12, 10, 8}));
  click({6, 5, 4});
  settle();
  ASSERT_TRUE(action()->isChecked());
  EXPECT_TRUE(statusSays(QStringLiteral("+ focus")));
  EXPECT_EQ(predictor_->asked().back().focus, core::FocusUse::On);
  const std::size_t asked = predictor_->asked().size();

  trigger(ActionId::UseFocusNetwork);

  ASSERT_TRUE(waitUntil([&] { return predictor_->asked().size() > asked; }));
  EXPECT_EQ(predictor_->asked().back().focus, core::FocusUse::Off);
  EXPECT_FALSE(action()->isChecked());
  EXPECT_FALSE(statusSays(QStringLiteral("focus")));
}

TEST_F(FocusActionsTest, TheModelInputFramesWhatTheFocusNetworkLookedAt) {
  predictor_->setFocus("focus", true);
  openWith(test::rampVolume(Size3{12, 10, 8}));
  const auto* input = window_->findChild<PictureLabel*>(QStringLiteral("modelInput"));
  EXPECT_FALSE(input->frame().has_value());

  click({6, 5, 4});
  settle();
  ASSERT_TRUE(waitUntil([&] { return input->frame().has_value(); }));
  EXPECT_EQ(*input->frame(), QRectF(2, 1, 8, 8));

  trigger(ActionId::UseFocusNetwork);
  EXPECT_TRUE(waitUntil([&] { return !input->frame().has_value(); }));
}

TEST(AnswerText, TheAnswerOfTheFocusNetworkIsTheFirst) {
  core::Preview preview;
  preview.candidates.resize(4);
  preview.chosen = 3;
  EXPECT_TRUE(answerText(preview).contains(QStringLiteral("1 of 4")));
  preview.chosen = 0;  // after Tab
  EXPECT_TRUE(answerText(preview).contains(QStringLiteral("2 of 4")));
  preview.candidates.resize(3);
  EXPECT_TRUE(answerText(preview).contains(QStringLiteral("1 of 3")));
}

}  // namespace
}  // namespace limn::gui
