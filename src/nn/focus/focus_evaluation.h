// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/focus.h"
#include "limn/nn/shard.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace limn::nn {

/// Answers questions about one picture with logits `[H, W]`.
using MaskMethod = std::function<at::Tensor(const FocusQuestion& question)>;
/// A method that is measured, prepared for a picture `[H, W, 3]` uint8.
struct ComparedMethod {
  std::string name;
  std::function<MaskMethod(const at::Tensor& rgb)> onPicture;
  bool correctsDrafts = false;
};

/// The ellipse drawn into the box; nothing where there is none.
[[nodiscard]] ComparedMethod ellipseMethod();
/// A SAM network on the whole picture, with its low-res answer fed back.
[[nodiscard]] ComparedMethod samMethod(Predictor& predictor);
/// FocusPredictor::mask(); its suggestions are the answers of `first`, where that is given.
[[nodiscard]] ComparedMethod focusMethod(const FocusPredictor& predictor,
                                         std::optional<ComparedMethod> first = {});

struct FocusEvaluationOptions {
  std::int64_t masksPerTarget = 12;  // spread evenly over the shards; 0 = all
  std::uint64_t seed = 1;
};

/// Means by measure of one target: "box", "box+1", "box+3", "box+5" (clicks in the middle of the
/// largest error), "1 point", "3 points", "5 points" (random pixels, of the error after the first);
/// "obeyed" (share of clicks on their side after the answer that followed them and all later ones),
/// "harmful" (share of corrections that lose more than 0.02 Dice); "right", "eroded", "dilated",
/// "shifted", "half-missing", "island": Dice gained over the draft (include/limn/core/mask_defect.h
/// says how they are made).
using Measures = std::map<std::string, double>;
struct TargetMeasures {
  std::string modality, target;
  std::int64_t masks = 0;
  std::map<std::string, Measures> byMethod;
};

/// Dice at the stored resolution. `onMask` is told how many masks are done and how many there are.
[[nodiscard]] std::vector<TargetMeasures> evaluateMasks(
    const ShardSet& shards, const std::vector<ComparedMethod>& methods,
    const FocusEvaluationOptions& options,
    const std::function<void(std::int64_t, std::int64_t)>& onMask = {});

}  // namespace limn::nn
