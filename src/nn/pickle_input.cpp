// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle_input.h"

#include <c10/util/StringUtil.h>

#include <algorithm>

namespace limn::nn {
namespace {

constexpr std::uint64_t kWindow = 64 << 10;
constexpr std::size_t kLongestLine = 512;

}  // namespace

void PickleInput::need(std::uint64_t count) {
  if (window_.size() - at_ >= count) return;
  const std::uint64_t from = position();
  if (count > end_ - from) {
    source_.fail(c10::str("the pickle ends at ", end_, " in the middle of a value; it is cut"));
  }
  window_ = source_.text(from, std::min(std::max(kWindow, count), end_ - from));
  windowStart_ = from;
  at_ = 0;
}

std::string PickleInput::bytes(std::uint64_t count) {
  need(count);
  std::string result = window_.substr(at_, static_cast<std::size_t>(count));
  at_ += result.size();
  return result;
}

std::string PickleInput::line() {
  std::string result;
  for (char c = number<char>(); c != '\n'; c = number<char>()) {
    if (result.size() == kLongestLine) source_.fail("the pickle names a global that is too long");
    result += c;
  }
  return result;
}

}  // namespace limn::nn
