// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/slice_layout.h"

namespace limn::imaging {

/// The axis that a reader pages through: the thickest one, else the one from head to foot.
[[nodiscard]] Axis readingAxis(const Grid& grid);

}  // namespace limn::imaging
