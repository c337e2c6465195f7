// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace limn {

/// A network as it runs now: which weights, on which device and how many threads.
struct ModelInfo {
  std::string name;         // file name or tag, for people
  std::string family;       // "sam-med2d", "sam", "medsam"
  std::string weightsHash;  // SHA-256, hex
  std::string device;       // "cpu", "cuda:0"
  bool adapters = false;
  std::int64_t inputSide = 256;  // pixels
  std::int64_t parameters = 0;
  /// How it computes ("cpu", "cuda fp16"): results of two ways may differ in single pixels.
  std::string arithmetic = {};
  int threads = 0;                // CPU threads it computes with; 0 = not known
  std::int64_t slicesAtOnce = 1;  // best batch size for encodeBatch()
  /// SHA-256 (hex) of the weights of the focus network, which answers after this one on a close
  /// view around the object; empty without one. Of a mask: of the one that made it.
  std::string focusHash = {};
  bool focusByDefault = false;  // the two networks were measured together
  bool operator==(const ModelInfo&) const = default;
};

/// How sample values become the 0..255 that the network was trained on. It is independent of the
/// window/level of the display, which never changes a result. Values at or below `low` give 0, at
/// or above `high` 255. Colour volumes are used unchanged.
struct InputMapping {
  enum class Kind { VolumeRange, Window };
  Kind kind = Kind::VolumeRange;
  double low = 0, high = 255;
  bool operator==(const InputMapping&) const = default;
};

}  // namespace limn
