// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <span>

namespace limn::gui {

enum class ActionId {
  OpenImage,
  OpenFolder,
  OpenCase,
  SaveCaseCopy,
  Export,
  Quit,
  Undo,
  Redo,
  Accept,
  NextCandidate,
  RemoveLastPrompt,
  ClearPrompts,
  MaskFromThisSlice,
  MaskFromPreviousSlice,
  MaskFromNextSlice,
  ShowOpenObject,
  ContinueMask,
  Propagate,
  AcceptProposals,
  AcceptProposal,
  DropProposals,
  EditInVolume,
  FillHoles,
  KeepLargest,
  RemoveSmall,
  SplitComponents,
  GrowMask,
  ShrinkMask,
  SmoothMask,
  CloseMask,
  UniteLabels,
  CutNear,
  KeepNear,
  CopySliceUp,
  CopySliceDown,
  FillBetween,
  ClearSlice,
  ClearRange,
  ClickTool,
  NavigateTool,
  WindowTool,
  BrushTool,
  EraserTool,
  LassoTool,
  BrushSmaller,
  BrushLarger,
  BrushSphere,
  BrushRange,
  RangeFromCursor,
  KeepOtherLabels,
  HoverPreview,
  NewLabel,
  RemoveLabel,
  Label1,
  Label2,
  Label3,
  Label4,
  Label5,
  Label6,
  Label7,
  Label8,
  Label9,
  SliceUp,
  SliceDown,
  SlicesUp,
  SlicesDown,
  SliceTop,
  SliceBottom,
  NextBookmark,
  EarlierMoment,
  LaterMoment,
  ReturnToNow,
  Fit,
  ZoomIn,
  ZoomOut,
  MaximiseView,
  HideOverlay,
  Peek,
  Smooth,
  HidePatient,
  FullScreen,
  AutoContrast,
  Invert,
  FileWindow,
  Window1,
  Window2,
  Window3,
  Window4,
  Window5,
  Window6,
  Window7,
  Window8,
  OpenModel,
  StartWithModel,
  UseFocusNetwork,
  InputWholeRange,
  InputThisWindow,
  EncodeAllPlanes,
  EncodeWholeSeries,
  KeepOnDisk,
  Keys,
  EditKeys,
  About,
};

enum class Category {
  File,
  Segment,
  Edit,
  Tools,
  Labels,
  Slices,
  History,
  View,
  Contrast,
  Model,
  Help
};

/// One thing the reader can do. Menus, keys, the keys overlay and the shortcut editor all come from
/// the one table of these.
struct ActionSpec {
  ActionId id;
  const char* key;   // name in the settings file
  const char* text;  // English, translated in the context "Actions"
  const char* icon;  // resource name, empty = none
  const char* keys;  // default keys in portable form, separated by "; "
  Category category;
  enum class Kind { Trigger, Check, Hold } kind = Kind::Trigger;  // Hold: active while pressed
};

[[nodiscard]] std::span<const ActionSpec> actionTable();
[[nodiscard]] const ActionSpec& actionSpec(ActionId id);
[[nodiscard]] QString actionText(const ActionSpec& spec);
[[nodiscard]] QList<QKeySequence> defaultKeys(const ActionSpec& spec);

[[nodiscard]] std::span<const Category> categories();
[[nodiscard]] QString categoryName(Category category);

/// The n-th of a row of actions that lie side by side in the enumeration (Label1 .. Label9).
[[nodiscard]] constexpr ActionId nthAction(ActionId first, int n) {
  return static_cast<ActionId>(static_cast<int>(first) + n);
}

}  // namespace limn::gui
