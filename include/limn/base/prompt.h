// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/mask.h"
#include "limn/base/slice_layout.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace limn {

/// One slice of the open volume: a voxel axis and the index along it.
struct SliceRef {
  Axis axis = Axis::Z;
  std::int64_t slice = 0;
  auto operator<=>(const SliceRef&) const = default;
};

/// The network's low-resolution output before a threshold: `side * side` logits, row-major, in the
/// frame of its square input. Given with the next click it makes that click a refinement.
struct LowResLogits {
  std::int64_t side = 0;
  std::vector<float> values;
  bool operator==(const LowResLogits&) const = default;
};
using LowResLogitsPtr = std::shared_ptr<const LowResLogits>;

/// A click on a slice picture.
struct PointPrompt {
  PixelPoint at;
  bool include = true;
  bool operator==(const PointPrompt&) const = default;
};
/// A box on a slice picture; corners inclusive, `min` <= `max`.
struct BoxPrompt {
  PixelPoint min, max;
  bool operator==(const BoxPrompt&) const = default;
};
/// An existing mask on the same slice picture that the network starts from.
struct MaskPrompt {
  Mask mask;
  bool operator==(const MaskPrompt&) const = default;
};

/// One prompt that the reader gave for the current object.
using Prompt = std::variant<PointPrompt, BoxPrompt, MaskPrompt>;

/// A prompt, and the candidate the reader chose among the answers to it (default: the best).
struct PromptStep {
  Prompt prompt;
  std::optional<std::size_t> chosen;
  bool operator==(const PromptStep&) const = default;
};

/// The prompts of one object, on one slice. Without steps the object is no longer open.
struct PromptState {
  std::optional<SliceRef> slice;
  std::vector<PromptStep> steps;
  std::int64_t continues = 0;  // action that accepted the object being edited; 0 = a new object
  /// Objects on other slices stay open. False in cases of earlier versions, which had one open
  /// object at a time: there are then no other prompts.
  bool besideOthers = false;
  bool operator==(const PromptState&) const = default;
};

}  // namespace limn
