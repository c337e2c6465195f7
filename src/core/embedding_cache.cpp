// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "embedding_cache.h"

#include <fmt/core.h>

#include <iterator>
#include <utility>

namespace limn::core {

EmbeddingKey embeddingKey(SliceRef slice, const InputMapping& mapping, const ModelInfo& model) {
  return {slice, mapping.kind, mapping.low, mapping.high,
          fmt::format("{} {} {} {}", model.weightsHash, model.device, model.inputSide,
                      model.adapters ? "adapters" : "plain")};
}

EmbeddingPtr EmbeddingCache::find(const EmbeddingKey& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->embedding;
}

void EmbeddingCache::insert(const EmbeddingKey& key, EmbeddingPtr embedding) {
  if (const auto old = index_.find(key); old != index_.end()) {
    bytes_ -= old->second->embedding->bytes();
    entries_.erase(old->second);
    index_.erase(old);
  }
  bytes_ += embedding->bytes();
  entries_.push_front({key, std::move(embedding)});
  index_[key] = entries_.begin();
  evict();
}

void EmbeddingCache::clear() {
  index_.clear();
  entries_.clear();
  bytes_ = 0;
}

void EmbeddingCache::evict() {
  auto entry = entries_.end();
  while (bytes_ > budget_ && entry != entries_.begin()) {
    --entry;
    if (entry == entries_.begin()) break;  // what was just put in stays
    if (isPinned_ && isPinned_(entry->key)) continue;
    bytes_ -= entry->embedding->bytes();
    index_.erase(entry->key);
    entry = entries_.erase(entry);
  }
}

}  // namespace limn::core
