// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/mask_predictor.h"
#include "limn/core/model_input.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <vector>

namespace limn::core {

/// What an embedding depends on, within the open volume.
struct EmbeddingKey {
  SliceRef slice;
  InputMapping::Kind kind = InputMapping::Kind::VolumeRange;
  double low = 0, high = 0;
  std::string model;  // weights, and how and where they run
  auto operator<=>(const EmbeddingKey&) const = default;
};
[[nodiscard]] EmbeddingKey embeddingKey(SliceRef slice, const InputMapping& mapping,
                                        const ModelInfo& model);

/// Bytes that embeddings may take in the program's memory and in the GPU's.
struct EmbeddingBudget {
  std::size_t host = 0, device = 0;
};

/// Embeddings of the open volume. Where they exceed the budget of the memory they live in, the
/// least recently used there go first. Those that are pinned (the visible neighbourhood) and the
/// newest stay even then. One thread.
class EmbeddingCache {
 public:
  explicit EmbeddingCache(EmbeddingBudget budget) : budget_(budget) {}

  /// Marks the entry as used; null when it is not there.
  [[nodiscard]] EmbeddingPtr find(const EmbeddingKey& key);
  [[nodiscard]] bool contains(const EmbeddingKey& key) const { return index_.contains(key); }
  void insert(const EmbeddingKey& key, EmbeddingPtr embedding);
  void clear();
  /// `pins` is asked what has to stay, once each time that something has to go.
  void setPins(std::function<std::vector<EmbeddingKey>()> pins) { pins_ = std::move(pins); }
  [[nodiscard]] const EmbeddingBudget& budget() const { return budget_; }
  /// Drops what is then too much.
  void setBudget(EmbeddingBudget budget);
  /// What the entries take now.
  [[nodiscard]] const EmbeddingBudget& used() const { return used_; }
  [[nodiscard]] std::size_t size() const { return index_.size(); }

 private:
  struct Entry {
    EmbeddingKey key;
    EmbeddingPtr embedding;
  };
  using Entries = std::list<Entry>;
  [[nodiscard]] std::size_t& usedBy(const Embedding& embedding) {
    return embedding.isOnDevice() ? used_.device : used_.host;
  }
  Entries::iterator drop(Entries::iterator entry);
  void evict();

  EmbeddingBudget budget_, used_;
  Entries entries_;  // most recently used first
  std::map<EmbeddingKey, Entries::iterator> index_;
  std::function<std::vector<EmbeddingKey>()> pins_;
};

}  // namespace limn::core
