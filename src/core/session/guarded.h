// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <exception>
#include <functional>
#include <new>
#include <string>
#include <type_traits>

namespace limn::core {

/// Calls what returns a Result and turns an exception that escapes it into an Error, so that
/// whoever waits for an answer gets one. Parts behind a port report failures as values; this is for
/// bugs.
template <class Call>
[[nodiscard]] std::invoke_result_t<Call> guarded(Call call) {
  try {
    return std::invoke(call);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory, "there is not enough memory; close other programs");
  } catch (const std::exception& error) {
    return fail(ErrorCode::Internal, std::string("unexpected: ") + error.what());
  }
}

}  // namespace limn::core
