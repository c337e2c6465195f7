// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
// Clicking on masks that were edited by hand.
#include "limn/core/brush_stroke.h"
#include "predict/prompt_replay.h"
#include "session_fixture.h"

namespace limn::core {
namespace {

class SessionEditTest : public SessionTest {
 protected:
  void SetUp() override {
    SessionTest::SetUp();
    session.addPoint(kSlice, at(12, 12), true);
    ASSERT_TRUE(waitFor(State::Ready));
    ASSERT_TRUE(session.accept());
  }
  void draw(PixelPoint where, BrushStroke::Mode mode) {
    BrushStroke stroke(session.volume(), session.document().labels(), kSlice, 1, mode,
                       Brush{.radius = 2});
    stroke.moveTo(where);
    ASSERT_TRUE(session.document().edit({.operation = HandEdit::Operation::Paint, .label = 1},
                                        stroke.wanted(), Overlap::KeepOthers));
  }
  [[nodiscard]] Mask label() const { return session.document().labelMask(kSlice, 1); }
  [[nodiscard]] const CaseObject& accepted() const {
    return *session.history()[session.history().size() - 1].object;
  }
  /// The mask that the prompts of an object give when they are asked about anew.
  Mask replayed(const CaseObject& object) {
    const auto embedding = network->encode(session.modelInput(object.slice), {}).value();
    return predictSteps(*network, *embedding, object.steps)->candidates[object.chosen].mask;
  }
};

TEST_F(SessionEditTest, TheEditedMaskIsShownAndIsWhatTheNextClickCorrects) {
  draw(at(12, 12), BrushStroke::Mode::Erase);
  const Mask edited = label();
  const std::size_t asked = network->asked().size();
  ASSERT_TRUE(session.continueObject(kSlice, at(12, 8)));
  ASSERT_TRUE(waitFor(State::Ready));
  EXPECT_EQ(session.preview().current()->mask, edited);
  EXPECT_EQ(network->asked().size(), asked) << "the network has nothing to say to it yet";

  session.addPoint(kSlice, at(13, 13), true);
  ASSERT_TRUE(waitFor(State::Ready));
  const PromptSet last = network->asked().back();
  ASSERT_TRUE(last.previous);
  EXPECT_EQ(*last.previous, edited);
  EXPECT_EQ(last.mask->values[0], 1000.0F + static_cast<float>(edited.count()));
  EXPECT_EQ(last.points.size(), 1U) << "the clicks before the edit are not repeated";
  const Mask corrected = session.preview().current()->mask;
  ASSERT_TRUE(session.accept());
  EXPECT_EQ(label(), corrected);
  EXPECT_EQ(replayed(accepted()), accepted().mask);
  EXPECT_EQ(session.document().objects().size(), 1U);
}

TEST_F(SessionEditTest, AcceptedWithoutAClickItStaysAsItIs) {
  draw(at(20, 12), BrushStroke::Mode::Paint);
  const Mask edited = label();
  ASSERT_TRUE(session.continueObject(kSlice, at(21, 12))) << "where only the brush was";
  ASSERT_TRUE(waitFor(State::Ready));
  ASSERT_TRUE(session.accept());

  EXPECT_EQ(label(), edited);
  EXPECT_EQ(replayed(accepted()), edited);
}

TEST_F(SessionEditTest, AnEditThatWasUndoneOrIsElsewhereChangesNothing) {
  draw(at(12, 12), BrushStroke::Mode::Erase);
  ASSERT_TRUE(session.undo());
  BrushStroke elsewhere(session.volume(), session.document().labels(), {Axis::Z, 8}, 1,
                        BrushStroke::Mode::Paint, Brush{.radius = 2});
  elsewhere.moveTo(at(12, 12));
  ASSERT_TRUE(session.document().edit({.label = 1}, elsewhere.wanted(), Overlap::KeepOthers));

  ASSERT_TRUE(session.continueObject(kSlice, at(12, 12)));
  ASSERT_EQ(session.prompts().size(), 1U);
  EXPECT_TRUE(std::holds_alternative<PointPrompt>(session.prompts()[0]));
}

TEST_F(SessionEditTest, AMaskThatWasErasedWhollyBringsItsPromptsBack) {
  Brush all{.radius = 100};
  BrushStroke stroke(session.volume(), session.document().labels(), kSlice, 1,
                     BrushStroke::Mode::Erase, all);
  stroke.moveTo(at(12, 12));
  ASSERT_TRUE(session.document().edit({.label = 1}, stroke.wanted(), Overlap::KeepOthers));

  ASSERT_TRUE(session.continueObject(kSlice));
  EXPECT_TRUE(std::holds_alternative<PointPrompt>(session.prompts()[0]));
}

}  // namespace
}  // namespace limn::core
