// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "train/random.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <numbers>

namespace limn::nn {

namespace {

constexpr std::uint64_t kStride = 0x9E3779B97F4A7C15U;

std::uint64_t scramble(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t mixSeed(std::uint64_t seed, std::uint64_t tag) {
  return scramble(scramble(seed + kStride) + (tag + 1) * kStride);
}

std::uint64_t Random::next() {
  state_ += kStride;
  return scramble(state_);
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1p-53;
}

double Random::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double Random::logUniform(double low, double high) {
  return std::exp(uniform(std::log(low), std::log(high)));
}

// Box and Muller, 1958.
double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::int64_t Random::below(std::int64_t count) {
  return static_cast<std::int64_t>(uniform() * static_cast<double>(count));
}

bool Random::chance(double probability) {
  return uniform() < probability;
}

at::Generator Random::generator() {
  return at::make_generator<at::CPUGeneratorImpl>(next());
}

}  // namespace limn::nn
