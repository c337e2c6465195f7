// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/core/caching_predictor.h"

#include "limn/base/content_hash.h"
#include "limn/base/log.h"

#include <utility>

namespace limn::core {

EmbeddingName embeddingName(const SlicePicture& picture, const ModelInfo& model) {
  return {picture.series, ContentHash()
                              .add(contentKey(picture))
                              .add(model.weightsHash)
                              .add(model.family)
                              .add(model.adapters ? "adapters" : "plain")
                              .add(static_cast<std::uint64_t>(model.inputSide))
                              .add(model.arithmetic)
                              .hex()};
}

CachingPredictor::CachingPredictor(std::shared_ptr<MaskPredictor> network,
                                   std::shared_ptr<EmbeddingStore> store)
    : network_(std::move(network)), store_(std::move(store)) {}

CachingPredictor::~CachingPredictor() {
  log::info("slices: {} encoded, {} found in the cache", encoded_.load(), found_.load());
}

EmbeddingPtr CachingPredictor::find(const EmbeddingName& name) {
  EmbeddingCodec* codec = network_->codec();
  if (codec == nullptr) return nullptr;
  EmbeddingPtr found;
  store_->find(name, [&](std::span<const std::byte> bytes) {
    auto unpacked = codec->unpack(bytes);
    if (unpacked) {
      found = std::move(*unpacked);
      ++found_;
    } else {
      log::warning("an encoded slice in the cache is not used: {}", unpacked.error().message());
    }
  });
  return found;
}

void CachingPredictor::keep(const EmbeddingName& name, const Embedding& fresh) {
  ++encoded_;
  EmbeddingCodec* codec = network_->codec();
  if (codec == nullptr) return;
  if (auto packed = codec->pack(fresh)) store_->keep(name, std::move(*packed));
}

Result<EmbeddingPtr> CachingPredictor::encode(const SlicePicture& picture, const JobContext& job) {
  const EmbeddingName name = embeddingName(picture, info());
  if (EmbeddingPtr found = find(name)) return found;
  auto fresh = network_->encode(picture, job);
  if (!fresh) return fresh;
  keep(name, **fresh);
  return fresh;
}

Result<std::vector<EmbeddingPtr>> CachingPredictor::encodeBatch(
    const std::vector<SlicePicture>& pictures, const JobContext& job) {
  std::vector<EmbeddingPtr> embeddings;
  std::vector<EmbeddingName> names;
  std::vector<SlicePicture> missing;
  std::vector<std::size_t> places;  // of what is missing
  for (const SlicePicture& picture : pictures) {
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "cancelled");
    names.push_back(embeddingName(picture, info()));
    embeddings.push_back(find(names.back()));
    if (embeddings.back() != nullptr) continue;
    missing.push_back(picture);
    places.push_back(embeddings.size() - 1);
  }
  if (missing.empty()) return embeddings;
  auto fresh = network_->encodeBatch(missing, job);
  if (!fresh) return fresh;
  for (std::size_t i = 0; i < places.size(); ++i) {
    keep(names[places[i]], *fresh->at(i));
    embeddings[places[i]] = std::move(fresh->at(i));
  }
  return embeddings;
}

}  // namespace limn::core
