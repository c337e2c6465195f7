// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/prompt.h"
#include "limn/base/segmentation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace limn {

/// What a reader did to the voxels of one label by hand: an operation and its parameters. The
/// voxels that it changed are the runs of its action.
struct HandEdit {
  enum class Operation {
    Paint,
    Erase,
    LassoAdd,
    LassoCut,
    FillHoles,
    KeepLargest,
    RemoveSmall,      ///< smaller than `amount`
    SplitComponents,  ///< each but the largest into a label of its own
    Grow,
    Shrink,
    Smooth,
    Close,
    Unite,        ///< takes the voxels of `other`
    CutNear,      ///< removes what is within `amount` of `other`
    KeepNear,     ///< keeps only that
    CopySlice,    ///< from `otherSlice` to `slice`
    ClearSlices,  ///< from `slice` to `otherSlice`
    FillBetween   ///< slices without voxels, between those that have some
  };

  Operation operation = Operation::Paint;
  LabelId label = 0;
  std::string labelName = {};          // as it was then
  std::optional<SliceRef> slice = {};  // where; empty: in the whole volume
  std::int64_t otherSlice = 0;         // of the same axis
  double amount = 0;                   // mm; RemoveSmall: mm³, on one slice mm²
  bool inVoxels = false;               // `amount` is: the grid has no millimetres
  LabelId other = 0;                   // the second label
  std::string otherName = {};
  bool operator==(const HandEdit&) const = default;
};

/// "paint", "fill-holes", ...: the spelling in files.
[[nodiscard]] std::string_view handEditName(HandEdit::Operation operation);
[[nodiscard]] std::optional<HandEdit::Operation> handEditOperation(std::string_view name);
/// In English, for people: "Paint Liver, slice 84". Slices count from 1.
[[nodiscard]] std::string describe(const HandEdit& edit);

}  // namespace limn
