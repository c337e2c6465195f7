// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <type_traits>
#include <utility>

namespace limn::engine {

/// The exception being handled, as a value: Cancelled, OutOfMemory, WrongUse (an argument that nn
/// refused), Unreadable (a checkpoint), Internal. Call from a catch block only.
[[nodiscard]] Error currentError();

/// What `work` returns, or the exception that it threw as an Error. Used at every entry of engine.
template <class Work>
[[nodiscard]] auto guarded(Work&& work) -> std::invoke_result_t<Work> {
  try {
    return std::forward<Work>(work)();
  } catch (...) {
    return tl::unexpected<Error>(currentError());
  }
}

}  // namespace limn::engine
