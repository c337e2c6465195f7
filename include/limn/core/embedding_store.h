// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/core/mask_predictor.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace limn::core {

/// An embedding as bytes that outlive the program, and back without loss. Called from one thread
/// at a time, like its predictor.
class EmbeddingCodec {
 public:
  virtual ~EmbeddingCodec() = default;
  [[nodiscard]] virtual Result<std::vector<std::byte>> pack(const Embedding& embedding) = 0;
  /// Refuses bytes that are not of its own form: Unreadable, Mismatch.
  [[nodiscard]] virtual Result<EmbeddingPtr> unpack(std::span<const std::byte> bytes) = 0;
};

/// Names one packed embedding. Both parts are hex digits.
struct EmbeddingName {
  std::string series;   // seriesKey(): keeps together what is forgotten together
  std::string content;  // all that the embedding depends on
  bool operator==(const EmbeddingName&) const = default;
};
/// From the pixels as the network is shown them (so display and order of files do not count, but
/// the input mapping does), the weights, the adapter switch and the way of computing.
[[nodiscard]] EmbeddingName embeddingName(const SlicePicture& picture, const ModelInfo& model);

/// The port to where packed embeddings outlive the program. It may drop anything at any time, but
/// what it returns is exactly what it was given. Called on any thread.
class EmbeddingStore {
 public:
  using Use = std::function<void(std::span<const std::byte>)>;

  virtual ~EmbeddingStore() = default;
  /// Shows `use` the bytes, which are gone once it returns. False when they are not there whole.
  virtual bool find(const EmbeddingName& name, const Use& use) = 0;
  /// Returns at once; the bytes are written later, or not at all.
  virtual void keep(const EmbeddingName& name, std::vector<std::byte> bytes) = 0;
};

}  // namespace limn::core
