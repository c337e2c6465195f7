// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"
#include "limn/batch/simulated_reader.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace limn::batch {

/// Which mask of a data set. Ids may repeat in a picture whose masks are files of their own; id and
/// name together do not.
struct MaskKey {
  std::string item;
  int id = 0;
  std::string name;
  auto operator<=>(const MaskKey&) const = default;
};

/// The prompts of an evaluation, stored so that another model can get the same. The file is JSON
/// lines: a heading `{"limn_prompts": 1, "seed": N}`, then for each mask
/// `{"item", "mask", "name", "box": [x0, y0, x1, y1], "points": [[x, y, 1 or 0], ...]}` in pixels
/// of the picture, centre of the first pixel at 0; corners inclusive; 1 = include.
class RecordedPrompts {
 public:
  RecordedPrompts() = default;
  explicit RecordedPrompts(std::uint64_t seed) : seed_(seed) {}
  /// NotFound; Unreadable names the line and what is wrong with it.
  [[nodiscard]] static Result<RecordedPrompts> read(const std::filesystem::path& file);
  [[nodiscard]] std::string text() const;

  void add(MaskKey key, ReaderPrompts prompts);
  /// Null when there are none for that mask.
  [[nodiscard]] const ReaderPrompts* find(const MaskKey& key) const;
  [[nodiscard]] const std::map<MaskKey, ReaderPrompts>& all() const { return prompts_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

 private:
  std::uint64_t seed_ = 0;
  std::map<MaskKey, ReaderPrompts> prompts_;
};

}  // namespace limn::batch
