// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "views/open_object_list.h"

#include "window_fixture.h"

#include <QLabel>

namespace limn::gui {
namespace {

class OpenObjectListTest : public WindowTest {
 protected:
  void SetUp() override { openWith(test::rampVolume(Size3{48, 40, 12})); }

  void beginObjectOn(std::int64_t slice, int clicks = 1) {
    window_->state().setSlice(Axis::Z, slice);
    for (int n = 0; n < clicks; ++n)
      click({20 + 6 * n, 16, slice});
    settle();
  }
  OpenObjectList& list() { return *window_->findChild<OpenObjectList*>(); }
  QStringList rows() {
    QStringList texts;
    for (int row = 0; row < list().topLevelItemCount(); ++row) {
      const QTreeWidgetItem* item = list().topLevelItem(row);
      texts << QStringLiteral("%1|%2|%3").arg(item->text(0), item->text(1), item->text(2));
    }
    return texts;
  }
  void choose(int row) {
    const QRect place = list().visualItemRect(list().topLevelItem(row));
    ASSERT_TRUE(list().viewport()->rect().contains(place));
    QTest::mouseClick(list().viewport(), Qt::LeftButton, Qt::NoModifier, place.center());
    settle();
  }
};

TEST_F(OpenObjectListTest, SaysSliceLabelAndNumberOfPromptsOfEachObject) {
  EXPECT_FALSE(list().isVisible());

  beginObjectOn(9);
  beginObjectOn(3, 2);

  EXPECT_TRUE(list().isVisible());
  EXPECT_EQ(rows(), (QStringList{QStringLiteral("Axial 4|Label 1|2"),
                                 QStringLiteral("Axial 10|Label 1|1")}));
  EXPECT_EQ(list().currentIndex().row(), 0) << "the object in focus";
}

TEST_F(OpenObjectListTest, ChoosingAnObjectShowsItsSliceAndMakesItTheOneToAccept) {
  beginObjectOn(9);
  beginObjectOn(3);

  choose(1);

  EXPECT_EQ(window_->state().slice(Axis::Z), 9);
  EXPECT_EQ(session_.promptSlice(), (core::SliceRef{Axis::Z, 9}));
  trigger(ActionId::Accept);
  EXPECT_EQ(rows(), QStringList{QStringLiteral("Axial 4|Label 1|1")});
}

TEST_F(OpenObjectListTest, DeleteDiscardsTheChosenObjectAndUndoTakesThatBack) {
  beginObjectOn(9);
  beginObjectOn(3);
  choose(1);

  QTest::keyClick(&list(), Qt::Key_Delete);
  settle();

  EXPECT_EQ(rows(), QStringList{QStringLiteral("Axial 4|Label 1|1")});
  EXPECT_EQ(session_.promptSlice(), (core::SliceRef{Axis::Z, 3}));
  trigger(ActionId::Undo);
  EXPECT_EQ(rows().size(), 2);
}

TEST_F(OpenObjectListTest, KeysOfTheWindowWorkWhileTheListHasTheFocus) {
  beginObjectOn(9);
  choose(0);

  QTest::keyClick(&list(), Qt::Key_Return);
  settle();

  EXPECT_GT(voxels(), 0);
  EXPECT_FALSE(list().isVisible());
}

TEST_F(OpenObjectListTest, TheKeyOfTheOpenObjectGoesFromOneToTheNext) {
  beginObjectOn(9);
  beginObjectOn(3);
  window_->state().setSlice(Axis::Z, 6);

  std::vector<std::int64_t> slices;
  for (int n = 0; n < 3; ++n) {
    trigger(ActionId::ShowOpenObject);
    slices.push_back(window_->state().slice(Axis::Z));
  }

  EXPECT_EQ(slices, (std::vector<std::int64_t>{3, 9, 3}));
}

}  // namespace
}  // namespace limn::gui
