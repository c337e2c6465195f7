// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "sqlite_errors.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <utility>

namespace limn::store {

Error translated(const SQLite::Exception& error, const std::filesystem::path& file) {
  const std::string name = file.string();
  switch (error.getErrorCode() & 0xFF) {
    case SQLITE_FULL:
      return {ErrorCode::WriteFailed,
              fmt::format("cannot write {}: the disk is full; make room", name),
              {}};
    case SQLITE_IOERR:
      return {ErrorCode::WriteFailed,
              fmt::format("cannot read or write {}: {}; look at the disk and its space", name,
                          error.what()),
              {}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::WriteFailed,
              fmt::format("cannot write {}: it or its folder may only be read", name),
              {}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::Locked, fmt::format("{} is being used by another program", name), {}};
    case SQLITE_CANTOPEN:
      return {ErrorCode::Unreadable,
              fmt::format("{} cannot be opened; its folder must be writable while it is being "
                          "worked on",
                          name),
              {}};
    case SQLITE_NOMEM:
      return {ErrorCode::OutOfMemory, fmt::format("{}: not enough memory", name), {}};
    default:
      return {ErrorCode::Unreadable,
              fmt::format("{} is damaged: {}; expected a whole Limn case, go back to a copy of it",
                          name, error.what()),
              {}};
  }
}

void damage(std::string what) {
  throw Damage{Error{ErrorCode::Unreadable, std::move(what), {}}};
}

}  // namespace limn::store
