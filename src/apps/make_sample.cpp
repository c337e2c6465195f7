// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn-make-sample OUT.nii: writes the sample scan that Limn ships, an abdomen-like CT phantom made
// of ellipsoids with noise. It is the same on every machine, shows no patient and needs no licence.

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <vector>

namespace {

constexpr int kWidth = 192, kHeight = 160, kSlices = 56;
constexpr float kSpacing = 2.0F, kSliceSpacing = 4.0F;  // mm

/// Centre and half axes in millimetres from the middle of the volume (x right, y front, z head),
/// and the value in Hounsfield units. Later shapes replace earlier ones.
struct Ellipsoid {
  float x, y, z, a, b, c, value;
};
constexpr float kLong = 1e6F;  // reaches through the whole volume
constexpr std::array kShapes{
    Ellipsoid{0, 0, 0, 172, 122, kLong, -95},    // fat
    Ellipsoid{0, 0, 0, 158, 108, kLong, 45},     // muscle
    Ellipsoid{0, 12, 0, 138, 84, kLong, -80},    // fat inside
    Ellipsoid{62, 18, 30, 72, 62, 74, 62},       // liver
    Ellipsoid{74, 30, 22, 10, 9, 12, 8},         // cyst in the liver
    Ellipsoid{-82, -16, 36, 32, 26, 46, 52},     // spleen
    Ellipsoid{-40, 36, 26, 38, 30, 40, 18},      // stomach
    Ellipsoid{-36, 46, 34, 26, 16, 24, -600},    // its air
    Ellipsoid{-4, 14, -6, 42, 10, 12, 40},       // pancreas
    Ellipsoid{62, -34, -36, 28, 24, 52, 36},     // right kidney
    Ellipsoid{62, -34, -36, 10, 9, 30, 5},       // its pelvis
    Ellipsoid{-62, -34, -26, 27, 24, 52, 36},    // left kidney
    Ellipsoid{-62, -34, -26, 10, 9, 30, 5},      // its pelvis
    Ellipsoid{0, -58, 0, 26, 21, kLong, 170},    // vertebrae
    Ellipsoid{0, -86, 0, 9, 8, kLong, 25},       // canal
    Ellipsoid{-10, -26, 0, 12, 12, kLong, 150},  // aorta
    Ellipsoid{14, -24, 0, 14, 10, kLong, 95},    // vena cava
    Ellipsoid{40, 40, -70, 34, 26, 30, 30},      // bowel
    Ellipsoid{-44, 42, -74, 40, 28, 26, 28},     // bowel
};

std::uint64_t mix(std::uint64_t z) {  // splitmix64
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

/// Roughly normal noise of unit deviation from four uniform 16-bit numbers.
float noise(std::uint64_t index) {
  const std::uint64_t bits = mix(index * 0x9E3779B97F4A7C15U + 1);
  float sum = 0;
  for (unsigned i = 0; i < 4; ++i)
    sum += static_cast<float>((bits >> (16 * i)) & 0xFFFFU) / 65535.0F;
  return (sum - 2.0F) * 1.7F;
}

std::int16_t voxel(int i, int j, int k) {
  const float x = (static_cast<float>(i) - (kWidth - 1) / 2.0F) * kSpacing;
  const float y = (static_cast<float>(j) - (kHeight - 1) / 2.0F) * kSpacing;
  const float z = (static_cast<float>(k) - (kSlices - 1) / 2.0F) * kSliceSpacing;
  float value = -1000;
  for (const Ellipsoid& e : kShapes) {
    const float u = (x - e.x) / e.a, v = (y - e.y) / e.b, w = (z - e.z) / e.c;
    if (u * u + v * v + w * w <= 1) value = e.value;
  }
  const auto index = static_cast<std::uint64_t>((k * kHeight + j) * kWidth + i);
  return static_cast<std::int16_t>(std::lround(value + 14.0F * noise(index)));
}

template <class T>
void put(std::array<char, 352>& header, std::size_t offset, T value) {
  std::memcpy(header.data() + offset, &value, sizeof value);
}

/// NIfTI-1, https://nifti.nimh.nih.gov/nifti-1: 348 bytes of header and four of "no extensions".
std::array<char, 352> makeHeader() {
  std::array<char, 352> header{};
  put<std::int32_t>(header, 0, 348);
  const std::array<std::int16_t, 8> dim{3, kWidth, kHeight, kSlices, 1, 1, 1, 1};
  std::memcpy(header.data() + 40, dim.data(), sizeof dim);
  put<std::int16_t>(header, 70, 4);   // int16
  put<std::int16_t>(header, 72, 16);  // bits
  const std::array<float, 8> pixdim{1, kSpacing, kSpacing, kSliceSpacing, 0, 0, 0, 0};
  std::memcpy(header.data() + 76, pixdim.data(), sizeof pixdim);
  put<float>(header, 108, 352);      // vox_offset
  put<float>(header, 112, 1);        // scl_slope
  put<std::int8_t>(header, 123, 2);  // millimetres
  std::memcpy(header.data() + 148, "Limn sample: abdomen phantom", 28);
  put<std::int16_t>(header, 252, 1);  // qform_code, scanner
  put<std::int16_t>(header, 254, 1);  // sform_code, scanner
  const std::array<float, 3> origin{-(kWidth - 1) / 2.0F * kSpacing,
                                    -(kHeight - 1) / 2.0F * kSpacing,
                                    -(kSlices - 1) / 2.0F * kSliceSpacing};
  std::memcpy(header.data() + 268, origin.data(), sizeof origin);  // quaternion 0: RAS
  const std::array<float, 12> rows{kSpacing,  0, 0, origin[0],     0,        kSpacing, 0,
                                   origin[1], 0, 0, kSliceSpacing, origin[2]};
  std::memcpy(header.data() + 280, rows.data(), sizeof rows);
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: limn-make-sample OUT.nii\n";
    return 2;
  }
  std::vector<std::int16_t> voxels;
  voxels.reserve(static_cast<std::size_t>(kWidth) * kHeight * kSlices);
  for (int k = 0; k < kSlices; ++k) {
    for (int j = 0; j < kHeight; ++j) {
      for (int i = 0; i < kWidth; ++i)
        voxels.push_back(voxel(i, j, k));
    }
  }
  const auto header = makeHeader();
  std::ofstream out(argv[1], std::ios::binary);
  out.write(header.data(), static_cast<std::streamsize>(header.size()));
  out.write(reinterpret_cast<const char*>(voxels.data()),
            static_cast<std::streamsize>(voxels.size() * sizeof voxels[0]));
  out.close();
  if (!out) {
    std::cerr << "limn-make-sample: cannot write " << argv[1] << '\n';
    return 3;
  }
}
