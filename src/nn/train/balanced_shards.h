// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/shard.h"
#include "train/random.h"

#include <vector>

namespace limn::nn {

/// Stored pictures, drawn by target and not by count: a target with a hundred times the pictures of
/// another is drawn six times as often. Safe to use from several threads.
class BalancedShards {
 public:
  /// Throws as ShardSet does.
  explicit BalancedShards(const std::vector<std::filesystem::path>& shards);
  /// Throws CheckpointError.
  [[nodiscard]] ShardSample draw(Random& random) const;

 private:
  /// Pictures of one target of one modality.
  struct Group {
    double upTo = 0;  // share of this and all groups before it
    std::vector<std::int64_t> samples;
  };

  ShardSet shards_;
  std::vector<Group> groups_;
};

}  // namespace limn::nn
