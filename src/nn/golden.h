// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/checkpoint.h"
#include "sam.h"

#include <filesystem>
#include <string>

namespace limn::nn {

/// The largest error seen so far, and where.
class ErrorMeter {
 public:
  /// Compares `actual` with `expected`. Where `expected` is smaller in its last two axes it holds
  /// every n-th row and column. Different shapes or a NaN count as infinite.
  void compare(const std::string& tensor, const at::Tensor& actual, const at::Tensor& expected);
  [[nodiscard]] double largest() const { return largest_; }
  [[nodiscard]] const std::string& tensor() const { return tensor_; }

 private:
  double largest_ = -1;
  std::string tensor_;
};

/// A network and what it is to be held against.
struct GoldenCase {
  std::string tag;  // the file's stem
  StateDict weights;
  SamConfig config;
  bool formula = false;  // full size with formula weights
};

/// A checkpoint as it is. Throws CheckpointError.
[[nodiscard]] GoldenCase loadCheckpointCase(const std::filesystem::path& file,
                                            const std::string& tag);
/// The weights that belong to `TAG.expected.safetensors` in `folder`. Throws std::runtime_error
/// when there are none, CheckpointError when they are broken.
[[nodiscard]] GoldenCase loadGoldenCase(const std::filesystem::path& folder,
                                        const std::string& tag);

/// Runs the network on every prompt case of `expected`; tensors end in the device of `sam`.
void compareNetwork(const Sam& sam, const std::string& tag, const StateDict& expected,
                    ErrorMeter& meter);
/// The same for the fast path, on the CPU.
void compareFastNetwork(GoldenCase golden, const StateDict& expected, ErrorMeter& meter);
/// SAM-Med2D's preprocessing and mask restoration.
void comparePrePost(const StateDict& expected, ErrorMeter& meter);
void compareLosses(const StateDict& expected, ErrorMeter& meter);

}  // namespace limn::nn
