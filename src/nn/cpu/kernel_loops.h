// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels.h"

// Included by kernels_*.cpp, each of which is compiled for another instruction set and defines
// LIMN_LANES (floats in a vector register) and LIMN_TILE_ROWS (what fits its registers). Everything
// is in an unnamed namespace, so that no two of these files share a function.

namespace limn::nn::cpu {
namespace {

typedef float Vector __attribute__((vector_size(LIMN_LANES * 4)));
constexpr std::int64_t kLanes = LIMN_LANES;
constexpr std::int64_t kTileRows = LIMN_TILE_ROWS;
constexpr std::int64_t kPanel = 2 * kLanes;

inline Vector load(const float* from) {
  Vector value;
  __builtin_memcpy(&value, from, sizeof(value));
  return value;
}

// e^x within 2 units in the last place for x <= 0; 0 below the smallest normal number. Two's power
// is made in the exponent bits; the rest is a polynomial on |r| <= ln(2) / 2.
inline float expOfNegative(float x) {
  constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  x = x < -87.0F ? -87.0F : x;
  const float shifted = x * 1.44269504F + kRounder;
  const float whole = shifted - kRounder;
  const float r = (x - whole * 0.693359375F) + whole * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const auto bits = __builtin_bit_cast(std::int32_t, shifted) << 23;
  return __builtin_bit_cast(float, __builtin_bit_cast(std::int32_t, p) + bits);
}

// x/2 (1 + erf(x / sqrt 2)), by Abramowitz and Stegun 7.1.26: erf within 1.5e-7.
inline float geluOf(float x) {
  const float z = x * 0.70710678F;
  const float a = z < 0 ? -z : z;
  const float t = 1.0F / (1.0F + 0.3275911F * a);
  float p = 1.061405429F;
  p = p * t - 1.453152027F;
  p = p * t + 1.421413741F;
  p = p * t - 0.284496736F;
  p = p * t + 0.254829592F;
  const float tail = p * t * expOfNegative(-a * a);  // 1 - erf(a)
  return 0.5F * x * (z < 0 ? tail : 2.0F - tail);
}

void gelu(float* values, std::int64_t count) {
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    values[i] = geluOf(values[i]);
}

void activate(const Tile& tile) {
  for (std::int64_t r = 0; r < tile.rows; ++r) {
    float* row = tile.out + r * tile.outStride;
    if (tile.activation == Activation::Relu) {
      for (std::int64_t c = 0; c < tile.columns; ++c)
        row[c] = row[c] > 0 ? row[c] : 0;
    } else {
      gelu(row, tile.columns);
    }
  }
}

void store(float* out, Vector low, Vector high, std::int64_t columns, const float* addend) {
  if (columns == kPanel) {
    if (addend != nullptr) {
      low += load(addend);
      high += load(addend + kLanes);
    }
    __builtin_memcpy(out, &low, sizeof(low));
    __builtin_memcpy(out + kLanes, &high, sizeof(high));
    return;
  }
  for (std::int64_t c = 0; c < columns; ++c) {
    const float value = c < kLanes ? low[c] : high[c - kLanes];
    out[c] = addend == nullptr ? value : addend[c] + value;
  }
}

/// One step down the depth for a row: numbers of a panel's line times the row's one.
struct TimesNumber {
  static void add(Vector& sum, Vector line, float number) { sum += line * number; }
};

template <std::int64_t Rows, typename Step>
void multiplyRows(const Tile& tile) {
  Vector low[Rows], high[Rows];
  const Vector none{};
#pragma GCC unroll 16
  for (std::int64_t r = 0; r < Rows; ++r) {
    low[r] = tile.bias == nullptr ? none : load(tile.bias);
    high[r] = tile.bias == nullptr ? none : load(tile.bias + kLanes);
  }
  const float* panel = tile.panel;
  for (std::int64_t t = 0; t < tile.taps; ++t) {
    const float* a[Rows];
#pragma GCC unroll 16
    for (std::int64_t r = 0; r < Rows; ++r)
      a[r] = tile.pieces[t * tile.pieceStride + r];
    for (std::int64_t k = 0; k < tile.depth; ++k) {
      const Vector first = load(panel), second = load(panel + kLanes);
      panel += kPanel;
#pragma GCC unroll 16
      for (std::int64_t r = 0; r < Rows; ++r) {
        Step::add(low[r], first, a[r][k]);
        Step::add(high[r], second, a[r][k]);
      }
    }
  }
#pragma GCC unroll 16
  for (std::int64_t r = 0; r < Rows; ++r) {
    const float* addend = tile.addend == nullptr ? nullptr : tile.addend + r * tile.addendStride;
    store(tile.out + r * tile.outStride, low[r], high[r], tile.columns, addend);
  }
  if (tile.activation != Activation::None) activate(tile);
}

template <std::int64_t Rows, typename Step>
void multiplyUpTo(const Tile& tile) {
  if constexpr (Rows > 1) {
    if (tile.rows < Rows) return multiplyUpTo<Rows - 1, Step>(tile);
  }
  multiplyRows<Rows, Step>(tile);
}

template <typename Step = TimesNumber>
void multiply(const Tile& tile) {
  multiplyUpTo<kTileRows, Step>(tile);
}

void softmax(float* scores, std::int64_t count) {
  float top = scores[0];
#pragma omp simd reduction(max : top)
  for (std::int64_t i = 0; i < count; ++i)
    top = scores[i] > top ? scores[i] : top;
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < count; ++i) {
    scores[i] = expOfNegative(scores[i] - top);
    sum += scores[i];
  }
  const float scale = 1.0F / sum;
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    scores[i] *= scale;
}

void layerNorm(const float* x, const float* weight, const float* bias, float eps,
               std::int64_t count, float* out) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < count; ++i)
    sum += x[i];
  const float mean = sum / static_cast<float>(count);
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (std::int64_t i = 0; i < count; ++i)
    squares += (x[i] - mean) * (x[i] - mean);
  const float scale = 1.0F / __builtin_sqrtf(squares / static_cast<float>(count) + eps);
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    out[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

void blend(const float* upper, const float* lower, float share, std::int64_t count, float* out) {
#pragma omp simd
  for (std::int64_t i = 0; i < count; ++i)
    out[i] = upper[i] + (lower[i] - upper[i]) * share;
}

// The half of a number's targets that lies before it is a mix with the number before, the other
// half one with the number behind; the first and the last have only themselves there.
template <std::int64_t Factor>
void stretchBy(const float* source, std::int64_t count, float* out) {
  constexpr std::int64_t kHalf = Factor / 2;
  constexpr float kStep = 1.0F / static_cast<float>(Factor);
  for (std::int64_t p = 0; p < kHalf; ++p) {
    out[p] = source[0];
    out[Factor * count - 1 - p] = source[count - 1];
  }
  float* target = out + kHalf;
  for (std::int64_t i = 0; i + 1 < count; ++i) {
    const float here = source[i], step = source[i + 1] - source[i];
#pragma GCC unroll 4
    for (std::int64_t p = 0; p < Factor; ++p)
      target[Factor * i + p] = here + step * ((static_cast<float>(p) + 0.5F) * kStep);
  }
}

void stretch(const float* source, std::int64_t count, std::int64_t factor, float* out) {
  if (factor == 2) return stretchBy<2>(source, count, out);
  stretchBy<4>(source, count, out);
}

constexpr Kernels makeKernels(const char* name) {
  return {name, kPanel, kTileRows, multiply<>, softmax, layerNorm, gelu, blend, stretch};
}

}  // namespace
}  // namespace limn::nn::cpu
