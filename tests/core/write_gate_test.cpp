// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "write_gate.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

class WriteGateTest : public testing::Test {
 protected:
  std::vector<LabelId> voxels = {0, 1, 2, 0};
  std::vector<LabelInfo> labels = {{1, "a", {}, true, false}, {2, "b", {}, true, true}};
};

TEST_F(WriteGateTest, DroppedWithoutCommitTakesEverythingBack) {
  const auto before = voxels;
  {
    WriteGate gate(voxels, labels, Overlap::TakeUnlocked);
    gate.give(0, 3);
    gate.give(1, 3);
    gate.take(0, 3);
    EXPECT_NE(voxels, before);
  }
  EXPECT_EQ(voxels, before);
}

TEST_F(WriteGateTest, LocksHoldWhateverTheOverlapRule) {
  WriteGate gate(voxels, labels, Overlap::TakeUnlocked);
  gate.give(1, 3);
  gate.give(2, 3);
  const UndoEntry entry = gate.commit("x");

  EXPECT_EQ(voxels, (std::vector<LabelId>{0, 3, 2, 0}));
  EXPECT_EQ(entry.runs.size(), 1U);
}

TEST_F(WriteGateTest, NeighbouringChangesOfOneKindAreOneRun) {
  std::vector<LabelId> line(100, 0);
  WriteGate gate(line, labels, Overlap::KeepOthers);
  for (int i = 10; i < 60; ++i)
    gate.give(i, 1);
  const UndoEntry entry = gate.commit("x");

  ASSERT_EQ(entry.runs.size(), 1U);
  EXPECT_EQ(entry.runs[0], (LabelRun{10, 50, 0, 1}));
  revertRuns(line, entry.runs);
  EXPECT_EQ(line, std::vector<LabelId>(100, 0));
}

}  // namespace
}  // namespace limn::core
