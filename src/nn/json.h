// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace limn::nn {

struct JsonError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Reads strict JSON forwards, value by value; the caller says which kind it expects, and anything
/// else is a JsonError. Nothing is built, so memory and depth are the caller's. Enough for the
/// header of a safetensors file and for our own metadata.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  /// Calls `onMember` with each key; it must consume the value. A key that comes twice is an error.
  void object(const std::function<void(const std::string& key)>& onMember);
  /// Calls `onItem` before each item; it must consume it.
  void array(const std::function<void()>& onItem);
  [[nodiscard]] std::string string();
  [[nodiscard]] std::int64_t integer();
  [[nodiscard]] bool boolean();
  /// Nothing but white space may follow.
  void end();
  [[noreturn]] void fail(const std::string& what) const;

 private:
  [[nodiscard]] char peek();
  void expect(char wanted);
  [[nodiscard]] bool accept(std::string_view word);
  void appendEscape(std::string& to);
  [[nodiscard]] std::uint32_t hex4();

  std::string_view text_;
  std::size_t at_ = 0;
};

/// `text` (UTF-8) as a JSON string with its quotes.
[[nodiscard]] std::string jsonString(std::string_view text);

}  // namespace limn::nn
