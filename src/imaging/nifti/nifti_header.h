// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/geometry.h"
#include "limn/base/result.h"
#include "limn/base/volume.h"
#include "voxel_decode.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace limn::imaging {

inline constexpr std::size_t kNifti1HeaderBytes = 348;
inline constexpr std::size_t kNifti2HeaderBytes = 540;

/// The header fields that place voxels in space, as the file states them (RAS, its own unit).
struct NiftiPlacement {
  std::array<double, 8> pixdim{};
  int qformCode = 0, sformCode = 0;
  std::array<double, 3> quaternion{}, offset{};
  std::array<std::array<double, 4>, 3> rows{};  // srow_x, srow_y, srow_z
  int units = 0;                                // xyzt_units
};

/// A NIfTI-1 or NIfTI-2 header that follows the rules of the standard.
struct NiftiHeader {
  int version = 1;
  bool bigEndian = false;
  bool detached = false;  // voxels in a file of their own (.img)
  Size3 size{1, 1, 1};
  std::int64_t parts = 1;  // product of dim[4..7]
  SampleFormat format;
  std::uint64_t dataOffset = 0;
  double displayLow = 0, displayHigh = 0;  // cal_min, cal_max
  std::string description;
  NiftiPlacement placement;
  NiftiForms forms;                   // bytes of a NIfTI-1 header; empty for NIfTI-2
  std::vector<std::string> warnings;  // problems that do not prevent reading

  [[nodiscard]] std::uint64_t partBytes() const;  // of one volume
};

/// Whether the first bytes have the length and magic of a NIfTI header.
[[nodiscard]] bool startsLikeNifti(std::span<const std::byte> bytes);

/// `bytes` are the first of the file, 540 of them where there are so many. Unreadable: not NIfTI,
/// cut off, impossible sizes; Unsupported: voxel types that Limn does not show. `name` is for
/// messages.
[[nodiscard]] Result<NiftiHeader> parseNiftiHeader(std::span<const std::byte> bytes,
                                                   const std::string& name);

/// The placement that stored NIfTI-1 header bytes describe.
[[nodiscard]] NiftiPlacement placementOf(const NiftiForms& forms);

}  // namespace limn::imaging
