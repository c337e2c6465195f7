// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/brush_stroke.h"
#include "limn/core/case_store.h"
#include "limn/core/segmentation_document.h"
#include "support/builders.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

namespace limn::core {
namespace {

constexpr SliceRef kPainted{Axis::Z, 1};

HandEdit paint(LabelId label) {
  return {.operation = HandEdit::Operation::Paint, .label = label, .slice = kPainted, .amount = 5};
}

class HandEditTest : public testing::Test {
 protected:
  Volume volume = test::rampVolume(Size3{5, 2, 3});
  SegmentationDocument document{volume};
};

TEST_F(HandEditTest, IsOneActionThatSaysWhatWasDone) {
  ASSERT_TRUE(document.renameLabel(1, "Liver"));
  ASSERT_TRUE(document.edit(paint(1), {{10, 3, 1}, {15, 2, 1}}, Overlap::KeepOthers));

  const CaseAction& action = document.journal()[document.journal().size() - 1];
  EXPECT_EQ(action.kind, CaseAction::Kind::EditVoxels);
  EXPECT_EQ(action.what, "Paint Liver, slice 2");
  ASSERT_TRUE(action.edit);
  EXPECT_EQ(action.edit->labelName, "Liver");
  EXPECT_EQ(sliceOf(action), kPainted);
  EXPECT_EQ(document.voxelCount(1), 5);
  ASSERT_TRUE(document.undo());
  EXPECT_EQ(document.voxelCount(1), 0);
  EXPECT_EQ(document.journal()[document.journal().size() - 1].edit, action.edit);
  ASSERT_TRUE(document.redo());
  EXPECT_EQ(document.voxelCount(1), 5);
}

TEST_F(HandEditTest, ThatChangesNothingLeavesNoHistory) {
  ASSERT_TRUE(document.edit(paint(1), {{0, 2, 0}}, Overlap::KeepOthers));
  ASSERT_TRUE(document.edit(paint(1), {}, Overlap::KeepOthers));

  EXPECT_EQ(document.journal().size(), 0U);
}

TEST_F(HandEditTest, NeverEntersLockedLabelsNorChangesOne) {
  const LabelId second = document.addLabel();
  ASSERT_TRUE(document.edit(paint(1), {{0, 3, 1}}, Overlap::KeepOthers));
  ASSERT_TRUE(document.setLocked(1, true));

  EXPECT_EQ(document.edit(paint(1), {{4, 1, 1}}, Overlap::KeepOthers).error().code,
            ErrorCode::Locked);
  const auto footprint = document.edit(paint(second), {{1, 4, second}}, Overlap::TakeUnlocked);
  EXPECT_EQ(footprint->refusedByLocks, 2);
  EXPECT_EQ(footprint->added, 2);
  EXPECT_EQ(document.voxelCount(1), 3);
}

TEST_F(HandEditTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(document.edit(paint(9), {{0, 1, 9}}, Overlap::KeepOthers).error().code,
            ErrorCode::NotFound);
  for (const WantedRun run : {WantedRun{-1, 1, 1}, WantedRun{28, 3, 1}, WantedRun{0, -2, 1}}) {
    EXPECT_EQ(document.edit(paint(1), {run}, Overlap::KeepOthers).error().code,
              ErrorCode::OutOfRange);
  }
  document.setFrozen(true);
  EXPECT_EQ(document.edit(paint(1), {{0, 1, 1}}, Overlap::KeepOthers).error().code,
            ErrorCode::WrongUse);
  EXPECT_EQ(document.journal().size(), 0U);
}

TEST_F(HandEditTest, ThatMakesLabelsTakesThemBackWithItsUndo) {
  ASSERT_TRUE(document.edit(paint(1), {{0, 5, 1}}, Overlap::KeepOthers));
  HandEdit split = paint(1);
  split.operation = HandEdit::Operation::SplitComponents;
  ASSERT_TRUE(document.edit(split, {{3, 2, 7}}, Overlap::TakeUnlocked,
                            {{7, "Part", {1, 2, 3}, true, false}}));
  EXPECT_EQ(document.voxelCount(7), 2);
  EXPECT_EQ(document.labels().size(), 2U);

  ASSERT_TRUE(document.undo());
  EXPECT_EQ(document.labels().size(), 1U);
  EXPECT_EQ(document.voxelCount(1), 5);
  ASSERT_TRUE(document.redo());
  EXPECT_EQ(document.findLabel(7)->name, "Part");
}

TEST_F(HandEditTest, KnowsWhichMasksWereEditedSince) {
  ASSERT_TRUE(document.edit(paint(1), {{10, 2, 1}}, Overlap::KeepOthers));  // z = 1, y = 0
  const Journal& journal = document.journal();

  EXPECT_TRUE(journal.isEditedSince(0, kPainted, 1));
  EXPECT_FALSE(journal.isEditedSince(1, kPainted, 1)) << "not after it";
  EXPECT_FALSE(journal.isEditedSince(0, {Axis::Z, 2}, 1));
  EXPECT_TRUE(journal.isEditedSince(0, {Axis::X, 1}, 1));
  EXPECT_FALSE(journal.isEditedSince(0, {Axis::X, 2}, 1));
  EXPECT_FALSE(journal.isEditedSince(0, {Axis::Y, 1}, 1));
  EXPECT_FALSE(journal.isEditedSince(0, kPainted, 2));
  ASSERT_TRUE(document.undo());
  EXPECT_FALSE(journal.isEditedSince(0, kPainted, 1)) << "it was undone";
}

TEST(HandEditNames, AreWrittenAndReadForEveryOperation) {
  for (int i = 0; i <= static_cast<int>(HandEdit::Operation::FillBetween); ++i) {
    const auto operation = static_cast<HandEdit::Operation>(i);
    EXPECT_EQ(handEditOperation(handEditName(operation)), operation);
    const HandEdit edit{.operation = operation, .label = 1, .labelName = "L{}iver"};
    EXPECT_NE(describe(edit).find("L{}iver"), std::string::npos);
  }
  EXPECT_FALSE(handEditOperation("fly"));
}

/// Voxels in a plain array, changed by the rules as the handbook states them.
struct NaiveModel {
  std::vector<LabelId> voxels;
  std::vector<LabelInfo> labels;
  bool operator==(const NaiveModel&) const = default;

  [[nodiscard]] bool isLocked(LabelId id) const {
    for (const LabelInfo& label : labels) {
      if (label.id == id) return label.locked;
    }
    return false;
  }
  void want(std::int64_t at, LabelId edited, LabelId wanted, Overlap overlap) {
    LabelId& voxel = voxels[static_cast<std::size_t>(at)];
    if (wanted == 0) {
      if (voxel == edited) voxel = 0;
    } else if (voxel == 0 || (overlap == Overlap::TakeUnlocked && !isLocked(voxel))) {
      voxel = wanted;
    }
  }
};

/// Strokes, accepted masks, operations, locks, undo, redo and reopening in any order: the document
/// is always what the naive model says.
class HandEditSequence {
 public:
  explicit HandEditSequence(unsigned seed) : random_(seed) {
    const auto grids = test::allAxisOrders({7, 6, 5}, {1, 0.8, 2});
    volume_ = test::rampVolume(grids[random_() % grids.size()]);
    data_ = {{volume_.source, volume_.grid, PixelType::Int16, 1, "hash"}, firstLabels(), {}, {}};
    document_ = std::make_shared<SegmentationDocument>(volume_);
    record();
    document_->addLabel();
    document_->addLabel();
    states_ = {model()};
  }

  void step() {
    switch (random_() % 8) {
      case 0:
      case 1:
        stroke();
        break;
      case 2:
        accept();
        break;
      case 3:
        operation();
        break;
      case 4:
        lock();
        break;
      case 5:
        if (document_->canUndo()) undo();
        break;
      case 6:
        if (document_->canRedo()) redo();
        break;
      default:
        reopen();
    }
    ASSERT_EQ(document_->snapshot().voxels, states_[at_].voxels);
    ASSERT_EQ(document_->labels(), states_[at_].labels);
  }

 private:
  void record() {
    document_->setRecorder([this](const CaseAction& action) { data_.actions.push_back(action); });
  }
  [[nodiscard]] NaiveModel model() const {
    return {document_->snapshot().voxels, document_->labels()};
  }
  void push(NaiveModel next) {
    if (next == states_[at_]) return;
    states_.resize(at_ + 1);
    states_.push_back(std::move(next));
    ++at_;
  }
  SliceRef anySlice() {
    const auto axis = static_cast<Axis>(random_() % 3);
    const auto slices = static_cast<unsigned>(sliceLayout(volume_.grid, axis).slices);
    return {axis, static_cast<std::int64_t>(random_() % slices)};
  }
  LabelId anyLabel() { return static_cast<LabelId>(1 + random_() % 3); }

  void apply(HandEdit edit, const std::vector<WantedRun>& wanted, Overlap overlap) {
    const auto done = document_->edit(edit, wanted, overlap);
    ASSERT_EQ(done.has_value(), !states_[at_].isLocked(edit.label));
    if (!done) return;
    NaiveModel next = states_[at_];
    for (const WantedRun& run : wanted) {
      for (std::int64_t i = 0; i < run.length; ++i)
        next.want(run.start + i, edit.label, run.label, overlap);
    }
    push(std::move(next));
  }
  void stroke() {
    const SliceRef slice = anySlice();
    const LabelId label = anyLabel();
    const auto mode = random_() % 3 == 0 ? BrushStroke::Mode::Erase : BrushStroke::Mode::Paint;
    Brush brush{.radius = 0.5 + static_cast<double>(random_() % 3)};
    if (random_() % 2 == 0) brush.shape = Brush::Shape::Sphere;
    if (random_() % 2 == 0) brush.overlap = Overlap::TakeUnlocked;
    BrushStroke stroke(volume_, document_->labels(), slice, label, mode, brush);
    for (int i = 0; i < 3; ++i)
      stroke.moveTo({static_cast<double>(random_() % 7), static_cast<double>(random_() % 6)});
    apply({.operation = mode == BrushStroke::Mode::Erase ? HandEdit::Operation::Erase
                                                         : HandEdit::Operation::Paint,
           .label = label,
           .slice = slice},
          stroke.wanted(), brush.overlap);
  }
  void operation() {  // any runs at all, as an operation may make them
    std::vector<WantedRun> wanted;
    const LabelId label = anyLabel();
    for (std::int64_t at = 0; at < volume_.grid.size.voxels(); ++at) {
      const auto chance = random_() % 5;
      if (chance < 2) wanted.push_back({at, 1, chance == 0 ? LabelId{0} : label});
    }
    apply({.operation = HandEdit::Operation::Smooth, .label = label}, wanted, Overlap::KeepOthers);
  }
  void accept() {
    const SliceRef slice = anySlice();
    const LabelId label = anyLabel();
    const SliceLayout layout = sliceLayout(volume_.grid, slice.axis);
    Mask mask(layout.width, layout.height);
    for (std::int64_t y = 0; y < layout.height; ++y) {
      for (std::int64_t x = 0; x < layout.width; ++x)
        mask.set(x, y, random_() % 2 == 0);
    }
    auto object = std::make_shared<CaseObject>();
    object->number = static_cast<std::int64_t>(document_->journal().size()) + 1;
    object->label = label;
    object->slice = slice;
    object->mask = mask;
    const auto done = document_->write(slice, label, mask, SegmentationDocument::WriteMode::Add,
                                       Overlap::KeepOthers, "Accept", object);
    ASSERT_EQ(done.has_value(), !states_[at_].isLocked(label));
    if (!done) return;
    NaiveModel next = states_[at_];
    const SliceWalk walk = sliceWalk(volume_.grid, layout, slice.slice);
    eachPixel(walk, [&](std::int64_t x, std::int64_t y, std::int64_t offset) {
      if (mask.test(x, y)) next.want(offset, label, label, Overlap::KeepOthers);
    });
    states_.resize(at_ + 1);  // an accepted mask is a step of undo whatever it changed
    states_.push_back(std::move(next));
    ++at_;
  }
  void lock() {
    NaiveModel next = states_[at_];
    LabelInfo& label = next.labels[random_() % next.labels.size()];
    label.locked = !label.locked;
    ASSERT_TRUE(document_->setLocked(label.id, label.locked));
    push(std::move(next));
  }
  void undo() {
    if (at_ == 0) return;  // before that are the labels
    ASSERT_TRUE(document_->undo());
    --at_;
  }
  void redo() {
    ASSERT_TRUE(document_->redo());
    ++at_;
    ASSERT_LT(at_, states_.size());
  }
  void reopen() {
    CaseData copy = data_;
    document_ = replay(copy).value();
    record();
  }

  std::mt19937 random_;
  Volume volume_;
  CaseData data_;
  std::shared_ptr<SegmentationDocument> document_;
  std::vector<NaiveModel> states_;
  std::size_t at_ = 0;
};

TEST(HandEditProperty, AnySequenceOfEditsIsWhatTheRulesSay) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    HandEditSequence sequence(seed);
    for (int i = 0; i < 60; ++i) {
      SCOPED_TRACE(testing::Message() << "seed " << seed << ", step " << i);
      ASSERT_NO_FATAL_FAILURE(sequence.step());
    }
  }
}

}  // namespace
}  // namespace limn::core
