// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>

namespace limn::nn {

/// Mixes `tag` into `seed`: independent streams for step, slot, purpose. splitmix64 (Steele et al.,
/// OOPSLA 2014).
[[nodiscard]] std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t tag);

/// Small random stream whose numbers depend on the seed alone, on every machine. What is random in
/// training is a pure function of the run's seed and the position in the run, so that a resumed run
/// needs no saved generator.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] double uniform();                            // [0, 1)
  [[nodiscard]] double uniform(double low, double high);     // [low, high)
  [[nodiscard]] double logUniform(double low, double high);  // both > 0
  [[nodiscard]] double normal();                             // mean 0, deviation 1
  [[nodiscard]] std::int64_t below(std::int64_t count);      // 0 .. count-1; count >= 1
  [[nodiscard]] bool chance(double probability);
  /// A LibTorch CPU generator for tensor noise, seeded from this stream.
  [[nodiscard]] at::Generator generator();

 private:
  std::uint64_t state_;
};

}  // namespace limn::nn
