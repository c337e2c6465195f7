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

namespace limn::core {

/// What an embedding depends on.
struct EmbeddingKey {
  SliceRef slice;
  InputMapping::Kind kind = InputMapping::Kind::VolumeRange;
  double low = 0, high = 0;
  std::string model;  // weights, and how and where they run
  auto operator<=>(const EmbeddingKey&) const = default;
};
[[nodiscard]] EmbeddingKey embeddingKey(SliceRef slice, const InputMapping& mapping,
                                        const ModelInfo& model);

/// Embeddings of the open volume, least recently used out first when they exceed the budget.
/// What the pin rule protects (the visible neighbourhood) stays even then. One thread.
class EmbeddingCache {
 public:
  explicit EmbeddingCache(std::size_t budgetBytes) : budget_(budgetBytes) {}

  /// Marks the entry as used; null when it is not there.
  [[nodiscard]] EmbeddingPtr find(const EmbeddingKey& key);
  [[nodiscard]] bool contains(const EmbeddingKey& key) const { return index_.contains(key); }
  void insert(const EmbeddingKey& key, EmbeddingPtr embedding);
  void clear();
  void setPinned(std::function<bool(const EmbeddingKey&)> isPinned) {
    isPinned_ = std::move(isPinned);
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return index_.size(); }

 private:
  struct Entry {
    EmbeddingKey key;
    EmbeddingPtr embedding;
  };
  void evict();

  std::size_t budget_, bytes_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::map<EmbeddingKey, std::list<Entry>::iterator> index_;
  std::function<bool(const EmbeddingKey&)> isPinned_;
};

}  // namespace limn::core
