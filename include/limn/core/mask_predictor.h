// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/job_context.h"
#include "limn/base/mask.h"
#include "limn/base/model_info.h"
#include "limn/base/result.h"
#include "limn/core/model_input.h"
#include "limn/core/prompt.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::core {

/// The image embedding of a slice. Opaque: the tensor lives in the engine.
class Embedding {
 public:
  virtual ~Embedding() = default;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
  /// In a GPU's memory, which has a budget of its own, rather than in the program's.
  [[nodiscard]] virtual bool isOnDevice() const { return false; }
};
using EmbeddingPtr = std::shared_ptr<const Embedding>;
class EmbeddingCodec;  // embedding_store.h

/// A square of a slice picture in its pixels, (0, 0) = outer corner of the first one. It may reach
/// beyond the picture.
struct CloseView {
  double left = 0, top = 0, span = 0;
  bool operator==(const CloseView&) const = default;
};

/// One of the answers, at the size of the slice picture: three of the network of the whole slice,
/// then one of the focus network where it was used.
struct Candidate {
  Mask mask;
  float predictedIou = 0;
  LowResLogitsPtr logits;
  std::optional<CloseView> view = {};  // what the focus network looked at
};
struct Prediction {
  std::vector<Candidate> candidates;  // never empty
  std::size_t best = 0;  // highest predicted IoU; the focus network's where there is one
};

using limn::ModelInfo;

/// The port through which core asks the network. Implemented by engine and by fakes in tests.
/// Calls come from one thread at a time, not always the same one.
class MaskPredictor {
 public:
  virtual ~MaskPredictor() = default;
  [[nodiscard]] virtual const ModelInfo& info() const = 0;
  /// Slow (a second on a CPU): asks `job` between blocks; Cancelled when told to stop.
  [[nodiscard]] virtual Result<EmbeddingPtr> encode(const SlicePicture& picture,
                                                    const JobContext& job) = 0;
  /// Several slices, each encoded as encode() does. One after another unless the predictor has a
  /// faster way.
  [[nodiscard]] virtual Result<std::vector<EmbeddingPtr>> encodeBatch(
      const std::vector<SlicePicture>& pictures, const JobContext& job);
  /// Fast (milliseconds).
  [[nodiscard]] virtual Result<Prediction> predict(const Embedding& embedding,
                                                   const PromptSet& prompts) = 0;
  /// Several prompts on one slice, each answered as predict() does.
  [[nodiscard]] virtual Result<std::vector<Prediction>> predictBatch(
      const Embedding& embedding, const std::vector<PromptSet>& prompts);
  /// A binary mask on the slice picture brought into the frame and form of a mask prompt.
  [[nodiscard]] virtual Result<LowResLogitsPtr> maskPrompt(const Embedding& embedding,
                                                           const Mask& mask) = 0;

  /// How its embeddings become bytes; null for a network whose embeddings cannot be stored.
  [[nodiscard]] virtual EmbeddingCodec* codec() { return nullptr; }
};

/// Applies prompts one after another as a reader does. Each step shows the network all points so
/// far and the latest box, with the low-res logits of the best candidate of the step before; a step
/// that is a mask prompt shows that mask instead. The focus network is shown that candidate
/// itself, or the given mask. The window and the command line follow this one
/// rule, so the same prompts give the same mask. WrongUse when `prompts` is empty.
[[nodiscard]] Result<Prediction> predictInOrder(MaskPredictor& predictor,
                                                const Embedding& embedding,
                                                const std::vector<Prompt>& prompts,
                                                FocusUse focus = FocusUse::On);

/// Likewise with the candidates that the reader chose on the way: makes a recorded mask again.
[[nodiscard]] Result<Prediction> predictSteps(MaskPredictor& predictor, const Embedding& embedding,
                                              const std::vector<PromptStep>& steps,
                                              FocusUse focus = FocusUse::On);

}  // namespace limn::core
