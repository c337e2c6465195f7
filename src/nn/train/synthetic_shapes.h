// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "train/random.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace limn::nn {

/// The map of tissues of an invented picture while it is drawn: which tissue each pixel shows.
/// Lengths are given in pixels of a picture of side 256 and scale with the side.
class TissueMap {
 public:
  TissueMap(Random& random, std::int64_t side, c10::Device device);

  /// A tissue that nothing shows yet.
  [[nodiscard]] std::uint8_t newTissue();
  /// One of those there are, a new one now and then.
  [[nodiscard]] std::uint8_t someTissue(double newOne);
  [[nodiscard]] std::int64_t tissues() const { return tissues_; }
  /// [S, S] uint8, values 1 .. tissues(). At first all is tissue 1.
  [[nodiscard]] const at::Tensor& map() const { return map_; }
  [[nodiscard]] std::int64_t side() const { return side_; }
  [[nodiscard]] c10::Device device() const { return device_; }
  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] double pixels(double at256) const {
    return at256 * static_cast<double>(side_) / 256.0;
  }

  /// `where` is bool [S, S].
  void paint(const at::Tensor& where, std::uint8_t tissue);

  /// An ellipse bent by a smooth displacement.
  struct Blob {
    double x = 0, y = 0;             // centre, pixels
    double radius = 10, aspect = 1;  // pixels; long over short axis
    double angle = 0;                // of the long axis, radians
    double bend = 0.2;               // displacement over radius
  };
  /// The window around a blob and the squared distance from its centre there, 1 on its outline.
  struct Window {
    std::int64_t top = 0, left = 0;
    at::Tensor distance;  // [height, width], empty when the blob lies outside
  };
  [[nodiscard]] Window window(const Blob& blob) const;
  /// The same over the whole picture, [S, S].
  [[nodiscard]] at::Tensor distance(const Blob& blob) const {
    return distance(blob, {0, 0, side_, side_});
  }
  /// `where` is bool, the size of the window.
  void paint(const Window& window, const at::Tensor& where, std::uint8_t tissue);

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
  std::array<at::Tensor, 6> displacements_;  // pairs, from coarse to fine
};

/// The whole picture in `regions` smooth parts.
void drawPartition(TissueMap& map, std::int64_t regions);
/// A body on background: outline, rims (skin, fat, skull) and a partition inside.
void drawBody(TissueMap& map);
/// Organs and lesions: blobs with log-uniform radii, some rings, some with holes.
struct BlobCrowd {
  std::int64_t count = 10;
  double smallest = 5, largest = 90;  // radius in pixels of 256
  double newTissue = 0.5;             // chance that a blob is of a tissue of its own
};
void drawBlobs(TissueMap& map, const BlobCrowd& crowd);

}  // namespace limn::nn
