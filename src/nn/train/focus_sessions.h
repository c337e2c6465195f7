// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "focus/focus_network.h"
#include "train/focus_samples.h"
#include "train/random.h"

#include <c10/core/Device.h>

#include <span>
#include <vector>

namespace limn::nn {

/// One sample on its way: what the simulated reader has said so far.
struct FocusSession {
  const FocusSample* sample = nullptr;
  Random reader{0};
  FocusPrompts prompts;
  std::int64_t corrections = 0;  // answers still to be corrected
};

/// How a reader begins: with a box, with a click, or with a draft to correct.
enum class FocusStart { Box, Click, Draft };

/// A session as training has it: any beginning, none up to `interactions` - 1 corrections, few more
/// often than many.
[[nodiscard]] FocusSession trainingSession(const FocusSample& sample, std::uint64_t seed,
                                           std::int64_t interactions);
/// A session with the given beginning; a box is exact or off by up to 10 % as `seed` wills.
[[nodiscard]] FocusSession startedSession(const FocusSample& sample, std::uint64_t seed,
                                          FocusStart start);

/// Input and base of all sessions, `[B, C, S, S]` and `[B, 1, S, S]` on the device.
struct FocusBatchInput {
  at::Tensor channels, base;
};
[[nodiscard]] FocusBatchInput inputOf(std::span<FocusSession* const> sessions, c10::Device device);

/// Answers every session once; the candidate with the highest predicted IoU becomes its previous
/// mask.
void answerSessions(const FocusNetwork& network, std::span<FocusSession* const> sessions,
                    c10::Device device);
/// The reader clicks on the largest error of the previous mask, if there is one to see.
void correctSession(FocusSession& session);

}  // namespace limn::nn
