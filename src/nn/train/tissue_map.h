// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

namespace limn::nn {

/// How bright a tissue is among the others.
enum class Tone : std::uint8_t { Any, Dark, Bright };

/// The map of tissues of an invented picture while it is drawn: which tissue each pixel shows, and
/// which objects are made of several. Lengths given "at 256" scale with the side.
class TissueMap {
 public:
  TissueMap(Random& random, std::int64_t side, c10::Device device);

  /// A tissue that nothing shows yet.
  [[nodiscard]] std::uint8_t newTissue(Tone tone = Tone::Any);
  /// One of those there are, a new one now and then.
  [[nodiscard]] std::uint8_t someTissue(double newOne);
  [[nodiscard]] std::int64_t tissues() const { return tissues_; }
  [[nodiscard]] Tone tone(std::int64_t tissue) const {
    return tones_[static_cast<std::size_t>(tissue)];
  }
  /// [S, S] uint8, values 1 .. tissues(), or 0 where nothing is a target. At first all is tissue 1.
  [[nodiscard]] const at::Tensor& map() const { return map_; }
  [[nodiscard]] std::int64_t side() const { return side_; }
  [[nodiscard]] c10::Device device() const { return device_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] double pixels(double at256) const {
    return at256 * static_cast<double>(side_) / 256.0;
  }

  /// `where` is bool [S, S].
  void paint(const at::Tensor& where, std::uint8_t tissue);

  enum class Outline : std::uint8_t { Ellipse, Box };
  /// An ellipse or rounded box bent by a smooth displacement.
  struct Blob {
    double x = 0, y = 0;             // centre, pixels
    double radius = 10, aspect = 1;  // pixels; long over short axis
    double angle = 0;                // of the long axis, radians
    double bend = 0.2;               // displacement over radius
    Outline outline = Outline::Ellipse;
  };
  /// The window around a blob and the squared distance from its centre there, 1 on its outline.
  struct Window {
    std::int64_t top = 0, left = 0;
    at::Tensor distance;  // [height, width], undefined when the blob lies outside
  };
  [[nodiscard]] Window window(const Blob& blob) const;
  /// The same over the whole picture, [S, S].
  [[nodiscard]] at::Tensor distance(const Blob& blob) const {
    return distance(blob, {0, 0, side_, side_});
  }
  /// The part of a plane [S, S] under a window, which must not be empty.
  [[nodiscard]] static at::Tensor under(const Window& window, const at::Tensor& plane);
  /// `where` is bool, the size of the window.
  void paint(const Window& window, const at::Tensor& where, std::uint8_t tissue);

  /// An object that is not one tissue, such as a gland with its lumen.
  void addWhole(const at::Tensor& where) { wholes_.push_back(where); }
  void addWhole(const Window& window, const at::Tensor& where);
  [[nodiscard]] const std::vector<at::Tensor>& wholes() const { return wholes_; }  // bool [S, S]

 private:
  struct Region {
    std::int64_t top, left, height, width;
  };
  [[nodiscard]] at::Tensor distance(const Blob& blob, const Region& region) const;

  Random& random_;
  std::int64_t side_;
  c10::Device device_;
  at::Tensor map_;
  std::int64_t tissues_ = 1;
  std::array<Tone, 256> tones_{};
  std::array<at::Tensor, 6> displacements_;  // pairs, from coarse to fine
  std::vector<at::Tensor> wholes_;
};

}  // namespace limn::nn
