// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace limn {

/// A network as it answers now: which weights, where and on how many threads.
struct ModelInfo {
  std::string name;         // file name or tag, for people
  std::string family;       // "sam-med2d", "sam", "medsam"
  std::string weightsHash;  // SHA-256, hex
  std::string device;       // "cpu", "cuda:0"
  bool adapters = false;
  std::int64_t inputSide = 256;  // pixels
  std::int64_t parameters = 0;
  /// In what way it computes ("cpu", "cuda fp16"): answers of two ways may differ in a pixel.
  std::string arithmetic = {};
  int threads = 0;  // CPU threads it computes with; 0 = not known
  std::int64_t slicesAtOnce = 1;  // that encodeBatch() does best in one call
  bool operator==(const ModelInfo&) const = default;
};

/// How sample values become the 0..255 the network was trained on. It has nothing to do with the
/// display window: moving contrast never changes a result. Values at or below `low` give 0, at or
/// above `high` 255. Colour volumes are taken as they are.
struct InputMapping {
  enum class Kind { VolumeRange, Window };
  Kind kind = Kind::VolumeRange;
  double low = 0, high = 255;
  bool operator==(const InputMapping&) const = default;
};

}  // namespace limn
