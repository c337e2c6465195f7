// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "work/seeded_order.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>

namespace limn::batch {
namespace {

/// FNV-1a over seed and name, mixed as in splitmix64, so that similar names get distant numbers.
std::uint64_t rankOf(std::string_view name, std::uint64_t seed) {
  std::uint64_t hash = 0xCBF29CE484222325ULL ^ seed;
  for (const char letter : name) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001B3ULL;
  }
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31);
}

}  // namespace

std::vector<std::size_t> seededSample(const std::vector<std::string>& names, std::size_t count,
                                      std::uint64_t seed) {
  std::vector<std::uint64_t> ranks;
  for (const std::string& name : names)
    ranks.push_back(rankOf(name, seed));
  std::vector<std::size_t> places(names.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::sort(places, {}, [&](std::size_t i) { return std::tuple(ranks[i], i); });
  if (count > 0 && count < places.size()) places.resize(count);
  return places;
}

}  // namespace limn::batch
