// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#include "byte_source.h"

#include <c10/util/StringUtil.h>

#include <charconv>
#include <unordered_set>

namespace limn::nn {
namespace {

void appendUtf8(std::string& to, std::uint32_t code) {
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    to += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

void JsonReader::fail(const std::string& what) const {
  throw JsonError(c10::str(what, " at byte ", at_));
}

char JsonReader::peek() {
  while (at_ < text_.size() &&
         std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
    ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

void JsonReader::expect(char wanted) {
  if (peek() != wanted || at_ >= text_.size()) fail(c10::str("expected '", wanted, "'"));
  ++at_;
}

bool JsonReader::accept(std::string_view word) {
  if (peek() == '\0' || text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

void JsonReader::object(const std::function<void(const std::string&)>& onMember) {
  expect('{');
  if (accept("}")) return;
  std::unordered_set<std::string> seen;
  do {
    std::string key = string();
    expect(':');
    if (!seen.insert(key).second) fail(c10::str("the key ", inQuotes(key), " comes twice"));
    onMember(key);
  } while (accept(","));
  expect('}');
}

void JsonReader::array(const std::function<void()>& onItem) {
  expect('[');
  if (accept("]")) return;
  do {
    onItem();
  } while (accept(","));
  expect(']');
}

std::string JsonReader::string() {
  expect('"');
  std::string result;
  while (true) {
    if (at_ >= text_.size()) fail("a string does not end");
    const char c = text_[at_++];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string");
    if (c == '\\') {
      appendEscape(result);
    } else {
      result += c;
    }
  }
  if (!isUtf8(result)) fail("a string is not UTF-8");
  return result;
}

void JsonReader::appendEscape(std::string& to) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char c = at_ < text_.size() ? text_[at_++] : '\0';
  if (const std::size_t i = kLetters.find(c); i != std::string_view::npos) {
    to += kMeanings[i];
    return;
  }
  if (c != 'u') fail("an unknown escape in a string");
  std::uint32_t code = hex4();
  if (code >= 0xD800 && code < 0xDC00) {
    const bool isPair = text_.substr(at_, 2) == "\\u";
    at_ += 2;
    const std::uint32_t low = isPair ? hex4() : 0;
    if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair in a string");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code < 0xE000) {
    fail("half a surrogate pair in a string");
  }
  appendUtf8(to, code);
}

std::uint32_t JsonReader::hex4() {
  std::uint32_t value = 0;
  if (at_ > text_.size() || text_.size() - at_ < 4) fail("a short escape in a string");
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, begin + 4, value, 16);
  if (error != std::errc{} || end != begin + 4) fail("a wrong escape in a string");
  at_ += 4;
  return value;
}

std::int64_t JsonReader::integer() {
  const char first = peek();
  if (first != '-' && (first < '0' || first > '9')) fail("expected an integer");
  std::int64_t value = 0;
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
  if (error != std::errc{}) fail("expected an integer of 64 bits");
  const std::string_view digits(begin, static_cast<std::size_t>(end - begin));
  if ((digits.size() > 1 && digits[0] == '0') || digits.substr(0, 2) == "-0") {
    fail("expected an integer without leading zero");
  }
  at_ += digits.size();
  if (at_ < text_.size() && std::string_view(".eE").find(text_[at_]) != std::string_view::npos) {
    fail("expected an integer, not a fraction");
  }
  return value;
}

bool JsonReader::boolean() {
  if (accept("true")) return true;
  if (!accept("false")) fail("expected true or false");
  return false;
}

void JsonReader::end() {
  if (peek() != '\0' || at_ < text_.size()) fail("something follows the JSON value");
}

std::string jsonString(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += "\\u00";
      result += {kHex[static_cast<unsigned char>(c) >> 4], kHex[c & 15]};
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace limn::nn
