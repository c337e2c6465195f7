// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command.h"
#include "limn/base/segmentation.h"
#include "limn/batch/prompt_placement.h"
#include "limn/batch/slice_network.h"
#include "limn/core/study_io.h"
#include "volume_choice.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace limn::apps {

/// The options of `limn segment`.
struct SegmentRequest {
  VolumeChoice image;
  std::filesystem::path output, caseFile;
  std::vector<batch::PromptText> prompts;
  batch::CoordinateRules rules;
  std::string labelName, inputWindow, propagate, candidate = "best";
};

/// The result of the segmentation, before it is written.
struct Segmented {
  batch::PlacedPrompts placed;
  core::InputMapping mapping;
  batch::SliceAnswer answer;
  std::size_t chosen = 0;
  std::vector<core::PropagatedSlice> propagated;
  Segmentation mask;
};

/// The output of `limn segment` after the mask is written.
[[nodiscard]] CommandOutput describeSegmented(const SegmentRequest& request, const Volume& volume,
                                              const Segmented& done, const core::ModelInfo& model,
                                              const core::ExportReport& report);

}  // namespace limn::apps
