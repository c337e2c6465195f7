// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace limn::test {

inline std::vector<std::byte> readBytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

inline void writeBytes(const std::filesystem::path& file, std::span<const std::byte> bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

/// Writes NIfTI-1 byte by byte from the standard's table of fields, sharing nothing with the code
/// under test. Rows of the affine are RAS.
struct NiftiBuilder {
  std::array<std::int16_t, 8> dim{3, 5, 4, 3, 1, 1, 1, 1};
  std::array<float, 8> pixdim{1, 2, 3, 4, 0, 0, 0, 0};
  std::int16_t datatype = 4, bitpix = 16;
  float voxOffset = 352, slope = 0, intercept = 0;
  std::int16_t qformCode = 0, sformCode = 1;
  std::array<float, 6> quaternionAndOffset{};
  std::array<std::array<float, 4>, 3> rows{{{2, 0, 0, -10}, {0, 3, 0, 20}, {0, 0, 4, -30}}};
  std::uint8_t units = 10;
  std::string magic = "n+1";
  bool bigEndian = false;
  std::vector<std::byte> voxels;  // in the file's byte order already

  [[nodiscard]] std::int64_t count() const {
    std::int64_t product = 1;
    for (int i = 1; i <= dim[0]; ++i)
      product *= dim[static_cast<std::size_t>(i)];
    return product;
  }
  /// Voxel number i gets the value of `value(i)`.
  template <class T, class Value>
  NiftiBuilder& fill(Value value) {
    voxels.clear();
    for (std::int64_t i = 0; i < count(); ++i) {
      auto b = std::bit_cast<std::array<std::byte, sizeof(T)>>(static_cast<T>(value(i)));
      if (bigEndian) std::reverse(b.begin(), b.end());
      voxels.insert(voxels.end(), b.begin(), b.end());
    }
    return *this;
  }
  NiftiBuilder& fillRamp() {
    return fill<std::int16_t>([](std::int64_t i) { return i % 97; });
  }

  [[nodiscard]] std::vector<std::byte> header() const {
    std::vector<std::byte> out(352);
    put<std::int32_t>(out, 0, 348);
    for (std::size_t i = 0; i < 8; ++i)
      put(out, 40 + 2 * i, dim[i]);
    put(out, 70, datatype);
    put(out, 72, bitpix);
    for (std::size_t i = 0; i < 8; ++i)
      put(out, 76 + 4 * i, pixdim[i]);
    put(out, 108, voxOffset);
    put(out, 112, slope);
    put(out, 116, intercept);
    out[123] = static_cast<std::byte>(units);
    put(out, 252, qformCode);
    put(out, 254, sformCode);
    for (std::size_t i = 0; i < 6; ++i)
      put(out, 256 + 4 * i, quaternionAndOffset[i]);
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 4; ++j)
        put(out, 280 + 16 * i + 4 * j, rows[i][j]);
    }
    for (std::size_t i = 0; i < magic.size(); ++i)
      out[344 + i] = static_cast<std::byte>(magic[i]);
    return out;
  }
  [[nodiscard]] std::vector<std::byte> bytes() const {
    auto out = header();
    out.insert(out.end(), voxels.begin(), voxels.end());
    return out;
  }
  void write(const std::filesystem::path& file) const { writeBytes(file, bytes()); }

  /// Both forms for the axes and origin (LPS) of a right-handed or left-handed grid: the sform
  /// only.
  NiftiBuilder& place(const Grid& grid) {
    for (int i = 0; i < 3; ++i) {
      const float sign = i < 2 ? -1.0F : 1.0F;
      const auto row = static_cast<std::size_t>(i);
      for (std::size_t j = 0; j < 3; ++j) {
        rows[row][j] =
            sign * static_cast<float>(grid.axes[j][i] * grid.spacing[static_cast<int>(j)]);
      }
      rows[row][3] =
          sign * static_cast<float>(Vec3{grid.origin.x, grid.origin.y, grid.origin.z}[i]);
    }
    dim = {3,
           static_cast<std::int16_t>(grid.size.x),
           static_cast<std::int16_t>(grid.size.y),
           static_cast<std::int16_t>(grid.size.z),
           1,
           1,
           1,
           1};
    pixdim = {1,
              static_cast<float>(grid.spacing.x),
              static_cast<float>(grid.spacing.y),
              static_cast<float>(grid.spacing.z),
              0,
              0,
              0,
              0};
    return *this;
  }

 private:
  template <class T>
  void put(std::vector<std::byte>& out, std::size_t at, T value) const {
    auto b = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
    if (bigEndian) std::reverse(b.begin(), b.end());
    std::copy(b.begin(), b.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  }
};

/// An oblique grid with unequal spacings, right-handed.
inline Grid obliqueGrid(Size3 size = {5, 4, 3}) {
  Grid grid;
  grid.size = size;
  grid.spacing = {0.7, 1.3, 2.9};
  grid.origin = {12.5, -48.25, 101.125};
  const double a = 0.35, b = -0.6;
  grid.axes[0] = {std::cos(a), std::sin(a), 0};
  grid.axes[1] = {-std::sin(a) * std::cos(b), std::cos(a) * std::cos(b), std::sin(b)};
  grid.axes[2] = cross(grid.axes[0], grid.axes[1]);
  return grid;
}

}  // namespace limn::test
