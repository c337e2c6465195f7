// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/mask.h"
#include "limn/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace limn::store {

// Long lists are stored as bytes: whole numbers as LEB128 (seven bits a byte, the
// lowest first, the top bit set on all but the last), logits as little-endian float32. Decoding
// checks all that it reads: Unreadable says what is wrong.

using Bytes = std::string;  // as SQLite takes them
using ByteView = std::span<const unsigned char>;

/// Per run: start minus the end of the run before (zigzag: 0, -1, 1, -2, ... as 0, 1, 2, 3),
/// length, label before, label after.
[[nodiscard]] Bytes encodeLabelRuns(const std::vector<LabelRun>& runs);
/// Runs inside a volume of `voxels`.
[[nodiscard]] Result<std::vector<LabelRun>> decodeLabelRuns(ByteView bytes, std::int64_t voxels);

/// Lengths alternate, starting with pixels that are not set.
[[nodiscard]] Bytes encodeMask(const Mask& mask);
[[nodiscard]] Result<Mask> decodeMask(ByteView bytes, std::int64_t width, std::int64_t height);

/// Pairs of label and length that cover the slice.
[[nodiscard]] Bytes encodeLabels(std::span<const LabelId> labels);
[[nodiscard]] Result<std::vector<LabelId>> decodeLabels(ByteView bytes, std::int64_t pixels);

[[nodiscard]] Bytes encodeLogits(const LowResLogits& logits);
[[nodiscard]] Result<LowResLogitsPtr> decodeLogits(ByteView bytes, std::int64_t side);

}  // namespace limn::store
