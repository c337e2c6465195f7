// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "document/write_gate.h"

#include <gtest/gtest.h>

namespace limn::core {
namespace {

class WriteGateTest : public testing::Test {
 protected:
  void SetUp() override { writer.apply({{1, 1, 0, 1}, {2, 1, 0, 2}}); }
  static LabelVolume line(std::int64_t length) {
    Grid grid;
    grid.size = {length, 1, 1};
    return LabelVolume(grid);
  }

  LabelWriter writer{line(4)};  // labels 0, 1, 2, 0
  std::vector<LabelInfo> labels = {{1, "a", {}, true, false}, {2, "b", {}, true, true}};
};

TEST_F(WriteGateTest, LocksHoldWhateverTheOverlapRule) {
  WriteGate gate(writer.volume(), labels, Overlap::TakeUnlocked);
  gate.give(1, 3);
  gate.give(2, 3);
  const auto runs = gate.takeRuns();

  EXPECT_EQ(runs, (std::vector<LabelRun>{{1, 1, 1, 3}}));
  EXPECT_EQ(gate.footprint().refusedByLocks, 1);
}

TEST_F(WriteGateTest, NeighbouringChangesOfOneKindAreOneRun) {
  const LabelVolume empty = line(100);
  WriteGate gate(empty, labels, Overlap::KeepOthers);
  for (int i = 10; i < 60; ++i)
    gate.give(i, 1);

  EXPECT_EQ(gate.takeRuns(), (std::vector<LabelRun>{{10, 50, 0, 1}}));
}

}  // namespace
}  // namespace limn::core
