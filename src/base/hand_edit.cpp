// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/hand_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace limn {
namespace {

using Operation = HandEdit::Operation;

struct EditEntry {
  Operation operation;
  std::string_view name;
  std::string_view form;  // 0: label, 1: where, 2: amount, 3: other label, 4: other slice
};
constexpr std::array kEditEntries{
    EditEntry{Operation::Paint, "paint", "Paint {0}, {1}"},
    EditEntry{Operation::Erase, "erase", "Erase {0}, {1}"},
    EditEntry{Operation::LassoAdd, "lasso-add", "Add to {0} by lasso, {1}"},
    EditEntry{Operation::LassoCut, "lasso-cut", "Cut from {0} by lasso, {1}"},
    EditEntry{Operation::FillHoles, "fill-holes", "Fill holes of {0}, {1}"},
    EditEntry{Operation::KeepLargest, "keep-largest", "Keep the largest component of {0}, {1}"},
    EditEntry{Operation::RemoveSmall, "remove-small",
              "Remove components of {0} smaller than {2}, {1}"},
    EditEntry{Operation::SplitComponents, "split-components", "Split {0} into its components, {1}"},
    EditEntry{Operation::Grow, "grow", "Grow {0} by {2}, {1}"},
    EditEntry{Operation::Shrink, "shrink", "Shrink {0} by {2}, {1}"},
    EditEntry{Operation::Smooth, "smooth", "Smooth {0} by {2}, {1}"},
    EditEntry{Operation::Close, "close", "Close gaps of {0} up to {2}, {1}"},
    EditEntry{Operation::Unite, "unite", "Unite {0} with {3}, {1}"},
    EditEntry{Operation::CutNear, "cut-near", "Cut {0} within {2} of {3}, {1}"},
    EditEntry{Operation::KeepNear, "keep-near", "Keep {0} only within {2} of {3}, {1}"},
    EditEntry{Operation::CopySlice, "copy-slice", "Copy {0} from slice {4}, {1}"},
    EditEntry{Operation::ClearSlices, "clear-slices", "Delete {0}, {1}"},
    EditEntry{Operation::FillBetween, "fill-between", "Fill {0} between slices, {1}"}};

const EditEntry& editEntry(Operation operation) {
  return *std::ranges::find(kEditEntries, operation, &EditEntry::operation);
}

std::string editPlace(const HandEdit& edit) {
  if (!edit.slice) return "whole volume";
  const bool isRange =
      edit.operation == Operation::ClearSlices || edit.operation == Operation::FillBetween;
  if (isRange && edit.otherSlice != edit.slice->slice) {
    return fmt::format("slices {} to {}", edit.slice->slice + 1, edit.otherSlice + 1);
  }
  return fmt::format("slice {}", edit.slice->slice + 1);
}

std::string editAmount(const HandEdit& edit) {
  const bool isSize = edit.operation == Operation::RemoveSmall;
  return fmt::format("{:.4g} {}", edit.amount,
                     edit.inVoxels ? "voxels"
                     : !isSize     ? "mm"
                     : edit.slice  ? "mm²"
                                   : "mm³");
}

}  // namespace

std::string_view handEditName(Operation operation) {
  return editEntry(operation).name;
}

std::optional<Operation> handEditOperation(std::string_view name) {
  const auto* found = std::ranges::find(kEditEntries, name, &EditEntry::name);
  return found == kEditEntries.end() ? std::nullopt : std::optional(found->operation);
}

std::string describe(const HandEdit& edit) {
  return fmt::format(fmt::runtime(editEntry(edit.operation).form), edit.labelName, editPlace(edit),
                     editAmount(edit), edit.otherName, edit.otherSlice + 1);
}

}  // namespace limn
