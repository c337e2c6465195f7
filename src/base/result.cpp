// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/result.h"

namespace limn {

std::string_view errorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::WrongUse:
      return "wrong_use";
    case ErrorCode::NotFound:
      return "not_found";
    case ErrorCode::Unreadable:
      return "unreadable";
    case ErrorCode::Unsupported:
      return "unsupported";
    case ErrorCode::Uncalibrated:
      return "uncalibrated";
    case ErrorCode::Mismatch:
      return "mismatch";
    case ErrorCode::OutOfRange:
      return "out_of_range";
    case ErrorCode::WriteFailed:
      return "write_failed";
    case ErrorCode::Locked:
      return "locked";
    case ErrorCode::CheckFailed:
      return "check_failed";
    case ErrorCode::Cancelled:
      return "cancelled";
    case ErrorCode::OutOfMemory:
      return "out_of_memory";
    case ErrorCode::Internal:
      return "internal";
  }
  return "internal";
}

int exitCode(ErrorCode code) {
  switch (code) {
    case ErrorCode::WrongUse:
      return 2;
    case ErrorCode::NotFound:
    case ErrorCode::Unreadable:
    case ErrorCode::Unsupported:
    case ErrorCode::Uncalibrated:
    case ErrorCode::Mismatch:
    case ErrorCode::OutOfRange:
    case ErrorCode::WriteFailed:
      return 3;
    case ErrorCode::Locked:
    case ErrorCode::CheckFailed:
    case ErrorCode::Cancelled:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Internal:
      return 1;
  }
  return 1;
}

std::string Error::message() const {
  std::string text;
  for (auto outer = context.rbegin(); outer != context.rend(); ++outer)
    text += *outer + ": ";
  return text + detail;
}

}  // namespace limn
