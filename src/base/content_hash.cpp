// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/content_hash.h"

#include <fmt/core.h>

#include <bit>
#include <cstring>

namespace limn {
namespace {

// Odd random numbers: multiplication by them is invertible, so no information is lost.
constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U, kSecond = 0xD6E8FEB86659FD93U;

/// Different old states give different new states for the same word, and different words do so for
/// the same state.
void mix(std::uint64_t& state, std::uint64_t other, std::uint64_t word) {
  state ^= std::rotl(word * kFirst, 29) * kSecond;
  state = (std::rotl(state, 25) + other) * kFirst + kSecond;
}

/// Spreads each bit over the whole word.
std::uint64_t finish(std::uint64_t word) {
  word = (word ^ (word >> 32U)) * kSecond;
  word = (word ^ (word >> 29U)) * kFirst;
  return word ^ (word >> 32U);
}

}  // namespace

ContentHash& ContentHash::add(std::span<const std::byte> bytes) {
  constexpr std::size_t kBlock = 16;
  std::uint64_t words[2];
  std::size_t at = 0;
  std::uint64_t a = a_, b = b_;
  for (; at + kBlock <= bytes.size(); at += kBlock) {
    std::memcpy(words, bytes.data() + at, kBlock);
    mix(a, b, words[0]);
    mix(b, a, words[1]);
  }
  words[0] = words[1] = 0;
  if (at < bytes.size()) std::memcpy(words, bytes.data() + at, bytes.size() - at);
  mix(a, b, words[0]);
  mix(b, a, words[1]);
  mix(a, b, bytes.size());
  a_ = a;
  b_ = b;
  return *this;
}

ContentHash::Value ContentHash::value() const {
  const std::uint64_t sum = finish(a_ + b_);
  return {sum, finish(b_ ^ sum)};
}

std::string ContentHash::hex() const {
  const auto [first, second] = value();
  return fmt::format("{:016x}{:016x}", first, second);
}

}  // namespace limn
