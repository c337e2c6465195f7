// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/batch/prompt_placement.h"

#include <gtest/gtest.h>

namespace limn::batch {
namespace {

using Kind = PromptText::Kind;

/// RAS order: x grows to the Right, y to the front, so axial pictures reverse both.
Grid rasGrid() {
  Grid g;
  g.size = {100, 80, 30};
  g.spacing = {1, 1, 2};
  g.origin = {50, 40, -10};
  g.axes = {Vec3{-1, 0, 0}, Vec3{0, -1, 0}, Vec3{0, 0, 1}};
  return g;
}

core::PointPrompt point(const core::Prompt& prompt) {
  return std::get<core::PointPrompt>(prompt);
}
core::BoxPrompt box(const core::Prompt& prompt) {
  return std::get<core::BoxPrompt>(prompt);
}

TEST(PromptPlacement, BringsVoxelsIntoThePicture) {
  const auto placed =
      placePrompts({{Kind::Point, "10,20,5"}, {Kind::Point, "99,79,5,-"}}, rasGrid(), {});

  ASSERT_TRUE(placed) << placed.error().message();
  EXPECT_EQ(placed->slice, (core::SliceRef{Axis::Z, 5}));
  EXPECT_EQ(point(placed->prompts[0]), (core::PointPrompt{{89, 59}, true}));
  EXPECT_EQ(point(placed->prompts[1]), (core::PointPrompt{{0, 0}, false}));
}

TEST(PromptPlacement, SortsTheCornersOfABox) {
  const auto placed = placePrompts({{Kind::Box, "10,20,30,60,5"}}, rasGrid(), {});

  ASSERT_TRUE(placed);
  EXPECT_EQ(box(placed->prompts[0]), (core::BoxPrompt{{69, 19}, {89, 59}}));
}

TEST(PromptPlacement, FiveNumbersOfABoxFollowTheAxis) {
  const auto acrossX = placePrompts({{Kind::Box, "20,5,60,25,10"}}, rasGrid(), {.axis = Axis::X});
  const auto acrossY = placePrompts({{Kind::Box, "10,5,30,25,20"}}, rasGrid(), {.axis = Axis::Y});
  const auto sixX = placePrompts({{Kind::Box, "10,20,5,10,60,25"}}, rasGrid(), {.axis = Axis::X});
  const auto sixY = placePrompts({{Kind::Box, "10,20,5,30,20,25"}}, rasGrid(), {.axis = Axis::Y});

  ASSERT_TRUE(acrossX && acrossY && sixX && sixY);
  EXPECT_EQ(acrossX->slice, (core::SliceRef{Axis::X, 10}));
  EXPECT_EQ(acrossY->slice, (core::SliceRef{Axis::Y, 20}));
  EXPECT_EQ(box(acrossX->prompts[0]), box(sixX->prompts[0]));
  EXPECT_EQ(box(acrossY->prompts[0]), box(sixY->prompts[0]));
}

TEST(PromptPlacement, MillimetresAreRoundedToHideTheRoundingOfHeaders) {
  // Voxel (10, 20, 5) lies at LPS (40, 20, 0).
  const auto exact = placePrompts({{Kind::Point, "40,20,0"}}, rasGrid(), {.isWorld = true});
  const auto close =
      placePrompts({{Kind::Point, "40.0003,19.9998,0"}}, rasGrid(), {.isWorld = true});

  ASSERT_TRUE(exact && close);
  EXPECT_EQ(point(exact->prompts[0]), (core::PointPrompt{{89, 59}, true}));
  EXPECT_EQ(close->prompts, exact->prompts);
}

TEST(PromptPlacement, EdgesOfTheVolumeAreInside) {
  EXPECT_TRUE(placePrompts({{Kind::Point, "-0.5,79.5,29.5"}}, rasGrid(), {}));
  const auto outside = placePrompts({{Kind::Point, "-0.51,0,0"}}, rasGrid(), {});
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ErrorCode::OutOfRange);
}

TEST(PromptPlacement, PromptsOfOneObjectShareASlice) {
  const auto placed =
      placePrompts({{Kind::Point, "10,20,5"}, {Kind::Box, "1,2,3,4,6"}}, rasGrid(), {});
  const auto other = placePrompts({{Kind::Point, "10,20,5"}}, rasGrid(), {.slice = 6});
  const auto none = placePrompts({}, rasGrid(), {});

  for (const auto* result : {&placed, &other, &none}) {
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().code, ErrorCode::WrongUse);
  }
}

}  // namespace
}  // namespace limn::batch
