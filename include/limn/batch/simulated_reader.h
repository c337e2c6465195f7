// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/base/result.h"
#include "limn/batch/agreement.h"
#include "limn/core/mask_predictor.h"
#include "limn/core/prompt.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace limn::batch {

/// A reader who knows the true outline and prompts the network as SAM-Med2D's published evaluation
/// does: either the tight box alone, or one point inside and then, one at a time, points where the
/// answer is wrong. Every random choice is a function of the seed, the object and the step, the
/// same on every machine and in any order of work.

/// Which object of which picture the choices are for.
struct ReaderSeed {
  std::uint64_t seed = 0;
  std::string item;  // the picture's id
  int object = 0;    // the mask's id in it
};

inline constexpr std::size_t kReaderPoints = 5;

/// What was shown for one object; showing it again replays the trial. Fewer points than
/// `kReaderPoints` when an answer was right to the pixel: there is nothing to correct then.
struct ReaderPrompts {
  BoxPrompt box;
  std::vector<PointPrompt> points;  // never empty
  bool operator==(const ReaderPrompts&) const = default;
};

struct ScoredAnswer {
  OverlapScore overlap;
  double predictedIou = 0;
  Mask mask;
};
struct ReaderTrial {
  ReaderPrompts prompts;
  ScoredAnswer box;
  /// After 1, 2, ... points. Where there was nothing left to correct, the last answer again.
  std::array<ScoredAnswer, kReaderPoints> points;
};

/// The corners of the outermost pixels of all parts of the object. `truth` is not empty.
[[nodiscard]] BoxPrompt tightBox(const Mask& truth);
/// A pixel of the object, each as likely as the other.
[[nodiscard]] PointPrompt foregroundPoint(const Mask& truth, const ReaderSeed& seed);
/// A pixel where `answer` differs from `truth`, each as likely as the other, marked as what it is
/// in truth; nothing when they are equal. `step` is the number of points so far.
[[nodiscard]] std::optional<PointPrompt> correctionPoint(const Mask& truth, const Mask& answer,
                                                         const ReaderSeed& seed, std::size_t step);

/// What a mask without any network scores: the box filled, and the ellipse drawn into it.
[[nodiscard]] Mask filledBox(const Mask& truth);
[[nodiscard]] Mask inscribedEllipse(const Mask& truth);

/// Tries box and points on one object. Each point step shows all points so far and the low-res
/// logits of the answer before; of the candidates the one with the highest predicted IoU counts.
/// With `replay` its prompts are shown instead of chosen ones; OutOfRange when one lies outside the
/// picture. WrongUse when `truth` is empty.
[[nodiscard]] Result<ReaderTrial> tryReader(core::MaskPredictor& predictor,
                                            const core::Embedding& embedding, const Mask& truth,
                                            const ReaderSeed& seed,
                                            const ReaderPrompts* replay = nullptr);

}  // namespace limn::batch
