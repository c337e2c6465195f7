// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <exception>
#include <new>
#include <string>
#include <utility>

namespace limn::imaging {

/// Calls `body` and returns its Result; an exception becomes an Error with the context `what`. All
/// public functions that call ITK, DCMTK or OpenCV, or allocate memory for a file, use it.
template <class Body>
[[nodiscard]] auto translateExceptions(const std::string& what, Body&& body) -> decltype(body()) {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    return tl::unexpected<Error>(
        Error{ErrorCode::OutOfMemory, "there is not enough memory for it", {what}});
  } catch (const std::exception& e) {
    return tl::unexpected<Error>(Error{ErrorCode::Internal, e.what(), {what}});
  }
}

}  // namespace limn::imaging
