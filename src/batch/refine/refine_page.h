// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/mask.h"
#include "limn/batch/refine_summary.h"
#include "limn/core/model_input.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limn::batch {

/// One of the largest changes with its picture. When the files cannot be read any more, `problem`
/// is shown instead.
struct ChangePicture {
  LargeChange change;
  core::SlicePicture picture;
  Mask before, after, reference;
  std::string problem;
};

/// A batch as one HTML page that needs no other file and no network.
[[nodiscard]] std::string refinePage(const RefineSummary& summary,
                                     std::span<const ChangePicture> pictures);

}  // namespace limn::batch
