// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/sam_config.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace limn::nn {

/// Asked between encoder blocks; true ends the call with Cancelled.
using CancelCheck = std::function<bool()>;
struct Cancelled : std::runtime_error {
  Cancelled() : std::runtime_error("cancelled") {}
};

/// Where in the original image the network's input came from; made by the preprocessing and needed
/// to bring prompts in and masks out. Sizes in pixels.
struct InputFrame {
  std::int64_t height = 0, width = 0;            // original image
  std::int64_t inputHeight = 0, inputWidth = 0;  // image content inside the square input
  std::int64_t top = 0, left = 0;                // where the content begins in the square input
};

/// One slice ready for clicks: embedding `[1, C, g, g]` on the predictor's device and its frame.
struct ImageEmbedding {
  at::Tensor features;
  InputFrame frame;
};

/// A click in original image pixels, (0,0) = centre of the first pixel. Label 1 include, 0 exclude.
struct PromptPoint {
  float x = 0, y = 0;
  int label = 1;
};
/// Corners in original image pixels, x0 <= x1, y0 <= y1.
struct PromptBox {
  float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};
struct Prompts {
  std::vector<PromptPoint> points;
  std::optional<PromptBox> box;
  at::Tensor
      maskLogits;  // undefined, or low-res logits [4g, 4g]; the family's rule is applied here
};

/// The answer to prompts, on the CPU, fp32. Three candidates (multimask) in the network's order.
struct MaskPrediction {
  at::Tensor lowResLogits;  // [3, 4g, 4g]
  at::Tensor logits;        // [3, H, W] of the original image; > 0 is inside
  std::vector<float> iou;   // predicted IoU per candidate
  std::int64_t best = 0;    // highest predicted IoU
};

/// In what numbers the network computes. Half precisions hold for the image encoder, where the work
/// is; prompts and masks stay in fp32. A CPU has fp32 and, where the processor multiplies it, bf16.
enum class Precision { Fp32, Tf32, Bf16, Fp16 };
/// "fp32", "tf32", "bf16", "fp16".
[[nodiscard]] std::string_view precisionName(Precision precision);
/// Inverse of precisionName(). Throws std::invalid_argument that lists the names.
[[nodiscard]] Precision precisionFromName(std::string_view name);

struct PredictorOptions {
  std::string device = "cpu";                     // cpu, cuda, cuda:N, auto
  Precision precision = Precision::Fp32;          // bf16 on a CPU without it: fp32, with a notice
  std::optional<Family> family;                   // overrides what the file says
  std::optional<std::int64_t> imageSize;          // resizes the position tables when it differs
  bool dropAdapters = false;                      // SAM-Med2D "without adapter"
  std::optional<std::int64_t> slicesAtOnce = {};  // instead of what suits the device
  /// Told in a sentence when memory or processor make the work go on otherwise than asked for.
  std::function<void(const std::string&)> onNotice = {};
};

/// Whether `error`, from LibTorch or the standard library, says that memory ran out.
[[nodiscard]] bool isOutOfMemory(const std::exception& error);

/// The network with its weights, ready to answer. One thread at a time. When the memory of a GPU
/// runs out it works in smaller batches, then on the CPU (PredictorOptions::onNotice).
/// Errors are exceptions: CheckpointError, std::invalid_argument, c10::Error (isOutOfMemory).
class Predictor {
 public:
  static Predictor load(const std::filesystem::path& checkpoint,
                        const PredictorOptions& options = {});
  /// Formula weights (deterministic pseudo-random; see tests/data/nn): for parity and speed only.
  static Predictor fromTag(const std::string& tag, const PredictorOptions& options = {});
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  [[nodiscard]] const SamConfig& config() const;
  /// SHA-256 (hex) over names, shapes, dtypes and bytes of the weights in use.
  [[nodiscard]] const std::string& weightsHash() const;
  [[nodiscard]] std::string deviceName() const;  // "cpu bf16 (2 threads)", "cuda:0"
  [[nodiscard]] std::int64_t parameterCount() const;
  [[nodiscard]] std::int64_t slicesAtOnce() const;  // that encodeBatch() encodes as one

  /// `rgb` is `[H, W, 3]` uint8 on the CPU. Throws Cancelled.
  [[nodiscard]] ImageEmbedding encode(const at::Tensor& rgb, const CancelCheck& cancelled = {});
  /// Several slices, in batches where that is faster; each is what encode() makes of it.
  [[nodiscard]] std::vector<ImageEmbedding> encodeBatch(std::span<const at::Tensor> rgb,
                                                        const CancelCheck& cancelled = {});
  [[nodiscard]] MaskPrediction predict(const ImageEmbedding& embedding, const Prompts& prompts);
  /// The same for several prompts on one slice, together where that is faster. An answer does not
  /// depend on the prompts beside it.
  [[nodiscard]] std::vector<MaskPrediction> predictBatch(const ImageEmbedding& embedding,
                                                         std::span<const Prompts> prompts);

 private:
  struct Impl;
  explicit Predictor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// To be called at the start of a program: CPU threads for the network, and the allocator keeps up
/// to 256 MB of what was freed. The tensors of an answer are gone after each click; memory that is
/// returned to the system each time costs page faults, more than half of an answer's time.
void prepareCpu(int threads);

}  // namespace limn::nn
