// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "pickle_value.h"

namespace limn::nn {

/// Interprets the pickle (protocols 2 to 5) in bytes `begin`..`end` of `source` without running any
/// of it: only plain values, dicts, and the tensors and storages of torch are built; each other
/// global becomes an inert value, and one that only an attack names (os.system, eval) is refused.
/// Tensors are checked against their storage and the file; no tensor data is read.
/// Throws CheckpointError.
[[nodiscard]] PickleDocument readPickle(const ByteSource& source, std::uint64_t begin,
                                        std::uint64_t end);

}  // namespace limn::nn
