// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limn::nn {

/// A square of a picture, shown to the focus network as `side` x `side` pixels. It may reach beyond
/// the picture.
struct FocusView {
  double left = 0, top = 0;  // pixels of the picture; (0, 0) = outer corner of its first pixel
  double span = 1;           // pixels of the picture along each side
  std::int64_t side = 128;

  bool operator==(const FocusView&) const = default;
};

/// What is asked about one picture. Points and box in pixels of the picture, (0, 0) = centre of the
/// first pixel; they may lie outside of it.
struct FocusQuestion {
  std::vector<PromptPoint> points = {};
  std::optional<PromptBox> box = {};
  at::Tensor previous = {};  // [H, W] fp32 logits of the mask to correct, or undefined
};

/// A question, and the view to answer it in.
struct FocusRequest {
  FocusQuestion question;
  FocusView view;
};

/// The view that an answer is given in: twice as wide as the box, or 1.7 times as wide as the
/// previous mask, both with all clicks; a view around a lone click spans a third of the picture. At
/// least 16 pixels of the picture, and not wider than is needed to hold the picture. A pure
/// function.
[[nodiscard]] FocusView focusView(std::int64_t height, std::int64_t width,
                                  const FocusQuestion& question, std::int64_t side = 128);

/// Views centred on a first click, from close to the whole picture: whoever asks chooses by the
/// answers.
[[nodiscard]] std::vector<FocusView> clickViews(std::int64_t height, std::int64_t width,
                                                const PromptPoint& click, std::int64_t side = 128);

/// The answer in one view; fp32 on the CPU.
struct FocusAnswer {
  FocusView view;
  at::Tensor logits;       // [K, S, S] candidates; > 0 is inside
  std::vector<float> iou;  // predicted IoU of each, in the view
  std::int64_t best = 0;   // highest predicted IoU
  float previousIou = 0;   // predicted IoU of the previous mask as it was given (or of the sketch)
};

/// Logits of a view as a mask of the picture, `[H, W]`: bilinear within the view, beyond it
/// `previous` or, without one, outside.
[[nodiscard]] at::Tensor pastedView(const at::Tensor& logits, const FocusView& view,
                                    std::int64_t height, std::int64_t width,
                                    const at::Tensor& previous = {});

/// `logits` `[H, W]` so that every click is obeyed: from a click on the wrong side its own side
/// grows along cheap paths, at most `reach` pixels far. A step costs its length, more across edges
/// of the picture, and more the surer the network is of the other side; pixels at clicks of the
/// other kind are left alone. Where two clicks of both kinds share a pixel the later one wins.
[[nodiscard]] at::Tensor withClicksObeyed(const at::Tensor& logits, const at::Tensor& rgb,
                                          std::span<const PromptPoint> points, double reach = 12);
/// Whether the pixel of the click lies on the side that it asks for; outside of the picture it
/// does.
[[nodiscard]] bool obeys(const at::Tensor& logits, const PromptPoint& point);

/// A mask as the logits that the network corrects: 1 where `logits` are above 0, else -1. What is
/// not kept of an answer, how sure it was, is not needed to continue it: the next answer is a
/// function of prompts and masks alone, and small logits leave the network free to change them.
[[nodiscard]] at::Tensor maskLogits(const at::Tensor& logits);

/// A mask of the picture, and how good the network takes it to be.
struct FocusMask {
  at::Tensor logits;  // [H, W] fp32 on the CPU; > 0 is inside
  float iou = 0;      // predicted, within the view
  FocusView view;     // that the network answered in
};

/// The focus network with its weights, ready to answer: a pure function of picture, question and
/// view. One thread at a time. Throws CheckpointError, std::invalid_argument, c10::Error.
class FocusPredictor {
 public:
  /// Of the options, `device` and `precision` (fp32, bf16) hold.
  static FocusPredictor load(const std::filesystem::path& file,
                             const PredictorOptions& options = {});
  FocusPredictor(FocusPredictor&&) noexcept;
  FocusPredictor& operator=(FocusPredictor&&) noexcept;
  ~FocusPredictor();

  /// SHA-256 (hex) over names, shapes, dtypes and bytes of the weights.
  [[nodiscard]] const std::string& weightsHash() const;
  [[nodiscard]] std::int64_t parameterCount() const;

  /// `rgb` is `[H, W, 3]` uint8 on the CPU. Several requests are answered at the same time, each on
  /// a thread.
  [[nodiscard]] std::vector<FocusAnswer> predict(const at::Tensor& rgb,
                                                 std::span<const FocusRequest> requests) const;
  /// The best, by predicted IoU, of what predict() in focusView() makes of several beginnings, with
  /// withClicksObeyed(). Beginnings are taken as masks (maskLogits()):
  /// - the previous mask, which is preferred. Of a correction that the network is not surer of than
  ///   of the previous mask only the connected change at the last click is taken, or nothing of it
  ///   without clicks;
  /// - `suggestion` (`[H, W]` logits, or undefined): another network's answer to the question;
  /// - without a previous mask, the box; or, without a suggestion either, the clicks. Then the
  /// first
  ///   answer is corrected once more, and of a lone click's views the one with the best answer
  ///   counts.
  [[nodiscard]] FocusMask mask(const at::Tensor& rgb, const FocusQuestion& question,
                               const at::Tensor& suggestion = {}) const;

 private:
  struct Impl;
  explicit FocusPredictor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace limn::nn
