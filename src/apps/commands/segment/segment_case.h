// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "segment/segment_report.h"

namespace limn::apps {

/// Keeps what was segmented as a case that opens in the window, where it can be clicked further.
[[nodiscard]] Result<void> writeSegmentCase(const SegmentRequest& request, const Volume& volume,
                                            const Segmented& done, const ModelInfo& model);

}  // namespace limn::apps
