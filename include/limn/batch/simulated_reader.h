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

/// A reader who knows the true outline and prompts the network: with the tight box alone, and with
/// one point inside and then, one at a time, points where the answer is wrong. Every random choice
/// is a function of the seed, the object and the step, the same on every machine and in any order
/// of work.

enum class Protocol {
  Published,  ///< as in SAM-Med2D's evaluation: random points; never with the focus network
  Clicks      ///< as in the window: clicks in the middle of the largest wrong region, also after
              ///< the box; each answer corrects the mask before it, with the focus network if any
};

/// Which object of which picture the choices are for.
struct ReaderSeed {
  std::uint64_t seed = 0;
  std::string item;  // the picture's id
  int object = 0;    // the mask's id in it
};

inline constexpr std::size_t kReaderPoints = 5;

/// The prompts for one object; the same prompts give the same trial. Fewer points than
/// `kReaderPoints` when an answer was equal to the truth.
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
  /// After the box and 1, 2, ... clicks; Protocol::Clicks alone.
  std::vector<ScoredAnswer> corrections;
  /// After 1, 2, ... points. When nothing is left to correct, the last answer is repeated.
  std::array<ScoredAnswer, kReaderPoints> points;
  /// Over all answers to clicks: clicks shown with them, and those of them that lie on the side
  /// that they ask for. Protocol::Clicks alone.
  std::size_t clicksShown = 0, clicksObeyed = 0;
  /// Answers to a click after a first answer, and those that have lost more than 0.02 Dice to it.
  std::size_t corrected = 0, harmed = 0;
};

/// The corners of the outermost pixels of all parts of the object. `truth` is not empty.
[[nodiscard]] BoxPrompt tightBox(const Mask& truth);
/// A random pixel of the object, all with the same probability.
[[nodiscard]] PointPrompt foregroundPoint(const Mask& truth, const ReaderSeed& seed);
/// A random pixel where `answer` differs from `truth`, all with the same probability: foreground
/// where `truth` has it, else background. Nothing when both are equal. `step` counts points so far.
[[nodiscard]] std::optional<PointPrompt> correctionPoint(const Mask& truth, const Mask& answer,
                                                         const ReaderSeed& seed, std::size_t step);

/// Masks without any network, for comparison: the filled box, and the ellipse inside it.
[[nodiscard]] Mask filledBox(const Mask& truth);
[[nodiscard]] Mask inscribedEllipse(const Mask& truth);

/// Predicts from box and from points for one object. Each step prompts with all points so far and
/// the logits of the last answer, and takes the candidate with the highest predicted IoU. With
/// `replay` its prompts are used instead of chosen ones (but clicks after the box follow the
/// answers); OutOfRange when one lies outside the picture. WrongUse when `truth` is empty.
[[nodiscard]] Result<ReaderTrial> tryReader(core::MaskPredictor& predictor,
                                            const core::Embedding& embedding, const Mask& truth,
                                            const ReaderSeed& seed, Protocol protocol,
                                            const ReaderPrompts* replay = nullptr);

}  // namespace limn::batch
