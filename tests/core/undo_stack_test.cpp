// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "undo_stack.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

UndoEntry entry(std::string what, std::size_t runs = 1) {
  return {std::move(what), std::vector<LabelRun>(runs, LabelRun{0, 1, 0, 1}), {}, {}};
}

TEST(UndoStack, NamesWhatItWillUndoAndRedo) {
  UndoStack stack;
  EXPECT_FALSE(stack.canUndo());
  stack.push(entry("first"));
  stack.push(entry("second"));
  EXPECT_EQ(stack.undoText(), "second");

  EXPECT_EQ(stack.stepBack()->what, "second");

  EXPECT_EQ(stack.undoText(), "first");
  EXPECT_EQ(stack.redoText(), "second");
}

TEST(UndoStack, ANewEntryForgetsWhatWasUndone) {
  UndoStack stack;
  stack.push(entry("first"));
  ASSERT_NE(stack.stepBack(), nullptr);
  stack.push(entry("other"));
  EXPECT_FALSE(stack.canRedo());
  EXPECT_EQ(stack.undoText(), "other");
}

TEST(UndoStack, EmptyEntriesAreNotKept) {
  UndoStack stack;
  stack.push(entry("nothing", 0));
  EXPECT_FALSE(stack.canUndo());
}

TEST(UndoStack, TheOldestGoBeyondTheBudgetButNeverTheLastFew) {
  UndoStack stack(UndoBudget{2, 1});
  for (const char* name : {"a", "b", "c"})
    stack.push(entry(name, 1000));

  EXPECT_EQ(stack.stepBack()->what, "c");
  EXPECT_EQ(stack.stepBack()->what, "b");
  EXPECT_EQ(stack.stepBack(), nullptr);
}

TEST(UndoStack, MarksNameStatesAndSurviveDroppedEntries) {
  UndoStack stack(UndoBudget{1, 1});
  stack.push(entry("a"));
  const auto afterA = stack.mark();
  stack.push(entry("b"));
  EXPECT_NE(stack.mark(), afterA);
  ASSERT_NE(stack.stepBack(), nullptr);
  EXPECT_EQ(stack.mark(), afterA);
}

}  // namespace
}  // namespace limn::core
