// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limn {

/// The kind of failure; decides the exit code and the sentence shown to people.
enum class ErrorCode {
  WrongUse,      ///< the request itself is wrong (exit 2)
  NotFound,      ///< no such file, series, label
  Unreadable,    ///< damaged, truncated, no permission
  Unsupported,   ///< understood, but outside what Limn reads or writes
  Uncalibrated,  ///< the geometry cannot be read; can be opened in voxel units on request
  Mismatch,      ///< things that must agree do not (grids, sizes, architecture)
  OutOfRange,    ///< a prompt or index outside the volume
  WriteFailed,   ///< full disk, no permission, path is a folder
  Locked,        ///< a locked label would have been changed
  CheckFailed,   ///< a verification did not hold (exit 1)
  Cancelled,     ///< stopped on request
  OutOfMemory,
  Internal,  ///< a bug
};

/// "unreadable", "mismatch", ...: the spelling used in `--json` output.
[[nodiscard]] std::string_view errorCodeName(ErrorCode code);
/// Exit code of the command line: 1 work failed, 2 wrong use, 3 unreadable or refused input.
[[nodiscard]] int exitCode(ErrorCode code);

/// `detail` is one English sentence: which thing, what was expected, what was found, what to do.
/// `context` grows outwards ("reading series 1.2.3"). Never holds patient data beyond paths.
struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string detail;
  std::vector<std::string> context;

  [[nodiscard]] Error withContext(std::string outer) && {
    context.push_back(std::move(outer));
    return std::move(*this);
  }
  /// "outermost: ...: detail".
  [[nodiscard]] std::string message() const;
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::Unreadable, "…");`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return tl::unexpected<Error>(Error{code, std::move(detail), {}});
}
/// Passes an error on: `if (!r) return passOn(r, "reading x");`
template <class T>
[[nodiscard]] tl::unexpected<Error> passOn(Result<T>& result, std::string context = {}) {
  Error error = std::move(result.error());
  if (!context.empty()) error.context.push_back(std::move(context));
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace limn
