// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "predict/embedding_cache.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace limn::core {

EmbeddingKey embeddingKey(SliceRef slice, const InputMapping& mapping, const ModelInfo& model) {
  return {slice, mapping.kind, mapping.low, mapping.high,
          fmt::format("{} {} {} {} {}", model.weightsHash, model.device, model.inputSide,
                      model.adapters ? "adapters" : "plain", model.focusHash)};
}

EmbeddingPtr EmbeddingCache::find(const EmbeddingKey& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->embedding;
}

void EmbeddingCache::insert(const EmbeddingKey& key, EmbeddingPtr embedding) {
  if (const auto old = index_.find(key); old != index_.end()) drop(old->second);
  usedBy(*embedding) += embedding->bytes();
  entries_.push_front({key, std::move(embedding)});
  index_[key] = entries_.begin();
  evict();
}

void EmbeddingCache::clear() {
  index_.clear();
  entries_.clear();
  used_ = {};
}

void EmbeddingCache::setBudget(EmbeddingBudget budget) {
  budget_ = budget;
  evict();
}

EmbeddingCache::Entries::iterator EmbeddingCache::drop(Entries::iterator entry) {
  usedBy(*entry->embedding) -= entry->embedding->bytes();
  index_.erase(entry->key);
  return entries_.erase(entry);
}

void EmbeddingCache::evict() {
  const auto isTooMuch = [this](bool onDevice) {
    return onDevice ? used_.device > budget_.device : used_.host > budget_.host;
  };
  if (!isTooMuch(false) && !isTooMuch(true)) return;
  std::vector<EmbeddingKey> pins = pins_ ? pins_() : std::vector<EmbeddingKey>();
  std::ranges::sort(pins);
  auto entry = entries_.end();
  while (entry != entries_.begin()) {
    --entry;
    if (entry == entries_.begin()) break;  // what was just put in stays
    if (!isTooMuch(entry->embedding->isOnDevice())) continue;
    if (!std::ranges::binary_search(pins, entry->key)) entry = drop(entry);
  }
}

}  // namespace limn::core
