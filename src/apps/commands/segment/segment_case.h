// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment/segment_report.h"

namespace limn::apps {

/// Writes the segmentation as a case, which can be opened and continued in the window.
[[nodiscard]] Result<void> writeSegmentCase(const SegmentRequest& request, const Volume& volume,
                                            const Segmented& done, const ModelInfo& model);

}  // namespace limn::apps
