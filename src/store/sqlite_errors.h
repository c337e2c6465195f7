// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <SQLiteCpp/Exception.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <new>
#include <string>
#include <type_traits>

namespace limn::store {

/// An exception of SQLite as an error about `file`.
[[nodiscard]] Error translated(const SQLite::Exception& error, const std::filesystem::path& file);

/// Damage in a file that is a valid database. Thrown and caught in this library only.
struct Damage {
  Error error;
};
[[noreturn]] void damage(std::string what);
template <class T>
[[nodiscard]] T orDamage(Result<T> result) {
  if (!result) throw Damage{std::move(result.error())};
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Calls a function that works on `file`; every exception becomes an Error that names the file.
template <class Call>
[[nodiscard]] std::invoke_result_t<Call> translateExceptions(const std::filesystem::path& file,
                                                             Call call) {
  try {
    return std::invoke(call);
  } catch (const SQLite::Exception& error) {
    return tl::unexpected<Error>(translated(error, file));
  } catch (const Damage& damage) {
    return tl::unexpected<Error>(Error(damage.error).withContext(file.string()));
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::Unreadable,
                file.string() + ": a description in it is damaged: " + error.what());
  } catch (const std::length_error&) {
    return fail(ErrorCode::OutOfMemory, file.string() + ": not enough memory to open it");
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory, file.string() + ": not enough memory to open it");
  }
}

}  // namespace limn::store
