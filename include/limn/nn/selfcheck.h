// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/nn/predictor.h"

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace limn::nn {

/// How one file of golden vectors came out.
struct SelfcheckRow {
  std::string file;         // name without folder
  std::string tensor;       // the one with the largest error
  double maxError = 0;      // absolute
  double tolerance = 0;     // what fp32 must meet
  bool passed = false;      // false when over, not a number, or not computable
  double milliseconds = 0;  // wall time, building the network included
  std::string problem;      // why it could not be computed; else empty
};

struct SelfcheckOptions {
  std::filesystem::path folder;  // holds TAG.expected.safetensors and the like
  std::string device = "cpu";    // as PredictorOptions::device
  std::function<void(const SelfcheckRow&)> onRow = {};  // called after each file
  Precision precision = Precision::Fp32;                // what the masks of `model` are made with
  std::filesystem::path model = {};                     // a checkpoint whose masks are compared
  std::vector<std::filesystem::path> shards = {};       // pictures for that; none: invented ones
  std::int64_t pictures = 24;
};

/// A folder that cannot be read or holds no golden vectors.
struct SelfcheckError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Recomputes every `TAG.expected.safetensors` of the folder: with the weights of `TAG.pth` or
/// `TAG.safetensors` beside it, `X.pth` at another input size for tags `X_at_SIZE`, or formula
/// weights for tags `vit_{b,l,h}_{adapter,plain}_{SIZE}`; then `pre_post.safetensors` and
/// `losses.safetensors` where they are there. Throws SelfcheckError, std::invalid_argument
/// (device).
[[nodiscard]] std::vector<SelfcheckRow> selfcheck(const SelfcheckOptions& options);

/// The vectors of the source tree that this library was built from.
[[nodiscard]] std::filesystem::path defaultGoldenFolder();

/// The rows as a JSON document `{"passed": ..., "rows": [...]}`.
[[nodiscard]] std::string toJson(const std::vector<SelfcheckRow>& rows);
/// One row as a line of a table for people.
[[nodiscard]] std::string toText(const SelfcheckRow& row);

}  // namespace limn::nn
