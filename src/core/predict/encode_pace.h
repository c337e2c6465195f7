// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace limn::core {

/// How many slices an encode ahead of the reader takes in one call. A network that gains from
/// several does not stop half way through them, so a click waits for the call that is running, at
/// worst for all of it. The calls are therefore as long as that wait may be: short while the reader
/// is at work, longer when nobody has done anything for a while. How many slices that is the last
/// call tells. Times are in milliseconds, of one clock.
class EncodePace {
 public:
  /// Of a network that does best with `atOnce`.
  explicit EncodePace(std::int64_t atOnce = 1);

  void readerActed(double now) { lastAction_ = now; }
  void took(std::size_t slices, double ms);
  /// A call that was told to stop, and did after so long.
  void stopped(std::size_t slices, double ms);

  [[nodiscard]] bool hasBatches() const { return atOnce_ > 1; }
  /// Of the next call: a power of two, since a GPU learns each number anew; 1 as long as nothing is
  /// known.
  [[nodiscard]] std::size_t next(double now) const;

 private:
  std::size_t atOnce_;
  double msPerSlice_ = std::numeric_limits<double>::infinity();  // in the last call
  double lastAction_ = -std::numeric_limits<double>::infinity();
};

}  // namespace limn::core
