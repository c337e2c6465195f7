// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/hand_edit.h"
#include "limn/base/image_view.h"
#include "limn/base/mask.h"
#include "limn/base/model_info.h"
#include "limn/base/prompt.h"
#include "limn/base/result.h"
#include "limn/base/segmentation.h"
#include "limn/base/volume.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace limn {

/// The volume of a case: where its file is, its grid, and a hash to recognise its pixels.
struct CaseSource {
  SourceRef source;
  Grid grid;
  PixelType type = PixelType::Int16;
  int channels = 1;
  std::string pixelHash;  // SHA-256 of the samples, hex
};

/// Consecutive voxels in storage order that one action changed from one label to another.
struct LabelRun {
  std::int64_t start = 0, length = 0;
  LabelId before = 0, after = 0;
  bool operator==(const LabelRun&) const = default;
};

/// An accepted mask with everything it was made from, so that it can be replayed and edited
/// further.
struct CaseObject {
  std::int64_t number = 0;  // of the action that accepted it
  LabelId label = 0;
  SliceRef slice;
  std::vector<PromptStep> steps;
  Mask mask;  // the chosen candidate, of the size of the slice picture
  std::size_t chosen = 0;
  float predictedIou = 0;
  LowResLogitsPtr logits;
  ModelInfo model;
  InputMapping mapping;
  /// How it changed its label on this slice: added to the label's pixels, or replaced them.
  enum class Entry { Added, Replaced };
  Entry entry = Entry::Added;
  std::int64_t continues = 0;  // action that made the object that this one replaces; 0 = none
};
using CaseObjectPtr = std::shared_ptr<const CaseObject>;

/// One action of the reader as the journal keeps it. Applying `runs`, `labels` and `prompts` of all
/// actions in order gives every state of the case; undo and redo are recorded as actions, with what
/// they changed.
struct CaseAction {
  enum class Kind {
    AddPoint,
    DrawBox,
    GiveMask,
    RemovePrompt,
    MovePoint,
    ClearPrompts,
    ChooseCandidate,
    ContinueObject,  ///< the prompts of an accepted mask become the current ones
    Accept,
    EditVoxels,  ///< by hand; see `edit`
    Write,       ///< any other change of voxels
    EditLabels,
    ShowLabels,  ///< what is visible; no undo
    SetMapping,  ///< how values are mapped for the network
    Undo,
    Redo
  };
  enum class Target { Prompts, Document };  // what Undo and Redo step through

  std::int64_t number = 0;  // from 1; given by the store
  Kind kind = Kind::Write;
  std::optional<Target> target = {};
  std::string what = {};                    // for people: "Accept Liver, slice 84"
  std::string utc = {};                     // "2026-11-25T03:36:00.123Z"
  std::string reader = {};                  // who
  std::optional<PromptState> prompts = {};  // afterwards, when it changed them
  std::vector<LabelRun> runs = {};          // what it did to voxels, to be applied in order
  std::optional<std::vector<LabelInfo>> labels = {};  // the list afterwards, when it changed it
  LabelId activeLabel = 0;                            // afterwards
  std::optional<InputMapping> mapping = {};           // SetMapping
  std::optional<ModelInfo> model = {};                // that answered the prompts
  CaseObjectPtr object = {};                          // Accept
  std::optional<HandEdit> edit = {};  // EditVoxels, and what undoes or redoes one
};
/// "add-point", "accept", ...: the spelling in files and reports.
[[nodiscard]] std::string_view caseActionName(CaseAction::Kind kind);
[[nodiscard]] std::optional<CaseAction::Kind> caseActionKind(std::string_view name);

/// A slice that a reader or a program marked for review.
struct CaseBookmark {
  SliceRef slice;
  LabelId label = 0;  // 0 = none in particular
  std::string note;   // why, for people
  bool operator==(const CaseBookmark&) const = default;
};

/// A complete case: its volume, its first labels, and all actions.
struct CaseData {
  CaseSource source;
  std::vector<LabelInfo> firstLabels;  // the list before the first action
  std::vector<CaseAction> actions;
  std::vector<CaseBookmark> bookmarks;
};

/// Voxels and labels after the first `count` actions (all by default). Mismatch when the actions do
/// not fit one another or the grid: the case is damaged.
[[nodiscard]] Result<Segmentation> segmentationAt(const CaseData& data,
                                                  std::optional<std::size_t> count = {});
/// Applies runs to voxels. Mismatch when one lies outside or meets a label it does not expect; then
/// `voxels` is changed in part.
[[nodiscard]] Result<void> applyChecked(std::vector<LabelId>& voxels,
                                        const std::vector<LabelRun>& runs);

}  // namespace limn
