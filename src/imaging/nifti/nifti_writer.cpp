// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nifti_writer.h"

#include "grid_tolerance.h"
#include "label_bytes.h"
#include "nifti_geometry.h"
#include "nifti_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string>
#include <string_view>

namespace limn::imaging {
namespace {

constexpr std::size_t kVoxOffset = 352;
constexpr std::int64_t kLongestAxis = 32767;
constexpr std::string_view kDescription = "Limn segmentation";  // at most 79 bytes with the remark

/// Writes numbers into a little-endian header.
class HeaderBytes {
 public:
  explicit HeaderBytes(std::vector<std::byte>& bytes) : bytes_(bytes) {}

  template <class T>
  void put(std::size_t offset, T value) {
    static_assert(std::endian::native == std::endian::little);
    const auto b = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
    std::copy(b.begin(), b.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  void putText(std::size_t offset, std::string_view text) {
    const auto b = std::as_bytes(std::span(text));
    std::copy(b.begin(), b.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  /// Copies words of `width` bytes and reverses each when `bigEndian`.
  void putWords(std::size_t offset, std::span<const std::byte> from, std::size_t width,
                bool bigEndian) {
    auto target = bytes_.begin() + static_cast<std::ptrdiff_t>(offset);
    std::copy(from.begin(), from.end(), target);
    if (!bigEndian) return;
    for (std::size_t i = 0; i < from.size(); i += width) {
      const auto word = target + static_cast<std::ptrdiff_t>(i);
      std::reverse(word, word + static_cast<std::ptrdiff_t>(width));
    }
  }

 private:
  std::vector<std::byte>& bytes_;
};

void putSizes(HeaderBytes& header, Size3 size) {
  header.put<std::int16_t>(40, 3);
  for (int i = 0; i < 3; ++i) {
    header.put(42 + 2 * static_cast<std::size_t>(i), static_cast<std::int16_t>(size[i]));
  }
  for (std::size_t i = 4; i < 8; ++i)
    header.put<std::int16_t>(40 + 2 * i, 1);
}

void putForms(HeaderBytes& header, const NiftiForms& forms) {
  header.putWords(76, forms.pixdim, 4, forms.bigEndian);
  header.putWords(252, std::span(forms.forms).first(4), 2, forms.bigEndian);
  header.putWords(256, std::span(forms.forms).subspan(4), 4, forms.bigEndian);
  header.put(123, forms.xyztUnits[0]);
}

void putPlacement(HeaderBytes& header, const NiftiPlacement& p) {
  for (std::size_t i = 0; i < 8; ++i)
    header.put(76 + 4 * i, static_cast<float>(p.pixdim[i]));
  header.put(123, static_cast<std::uint8_t>(p.units));
  header.put(252, static_cast<std::int16_t>(p.qformCode));
  header.put(254, static_cast<std::int16_t>(p.sformCode));
  for (std::size_t i = 0; i < 3; ++i) {
    header.put(256 + 4 * i, static_cast<float>(p.quaternion[i]));
    header.put(268 + 4 * i, static_cast<float>(p.offset[i]));
    for (std::size_t j = 0; j < 4; ++j) {
      header.put(280 + 16 * i + 4 * j, static_cast<float>(p.rows[i][j]));
    }
  }
}

std::string describe(Calibration calibration) {
  std::string text(kDescription);
  if (const auto remark = calibrationRemark(calibration); !remark.empty())
    text.append(": ").append(remark);
  return text.substr(0, 79);
}

/// Copies the forms of the source if they still describe the grid.
bool copyForms(HeaderBytes& header, const Segmentation& segmentation, EncodedNifti& out) {
  const auto& forms = segmentation.source.niftiForms;
  if (!forms) return false;
  const auto stated = niftiGeometry(placementOf(*forms), segmentation.grid.size, "source");
  if (!stated ||
      largestCornerDistance(stated->grid, segmentation.grid) > gridTolerance(segmentation.grid)) {
    out.notes.emplace_back(
        "the grid is not the one of the NIfTI source; its forms were derived anew");
    return false;
  }
  out.formsUnambiguous = !stated->ambiguous;
  putForms(header, *forms);
  return true;
}

}  // namespace

Result<EncodedNifti> encodeNifti(const Segmentation& segmentation) {
  const Size3 size = segmentation.grid.size;
  if (std::max({size.x, size.y, size.z}) > kLongestAxis) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{} x {} x {} voxels do not fit NIfTI-1 (at most {} along an axis); "
                            "write .nrrd instead",
                            size.x, size.y, size.z, kLongestAxis));
  }
  EncodedNifti out;
  const LabelWidth width = labelWidth(segmentation.voxels);
  out.bytes.resize(kVoxOffset);
  HeaderBytes header(out.bytes);
  header.put(0, static_cast<std::int32_t>(kNifti1HeaderBytes));
  header.put(38, 'r');  // "regular", for Analyze readers
  putSizes(header, size);
  header.put<std::int16_t>(70, width == LabelWidth::Byte ? 2 : 512);
  header.put<std::int16_t>(72, width == LabelWidth::Byte ? 8 : 16);
  header.put(108, static_cast<float>(kVoxOffset));
  header.put(112, 1.0F);  // scl_slope
  header.putText(148, describe(segmentation.grid.calibration));
  header.putText(344, "n+1");
  out.formsCopied = copyForms(header, segmentation, out);
  if (!out.formsCopied) {
    putPlacement(header, placementFromGrid(segmentation.grid));
    out.formsUnambiguous = hasDirections(segmentation.grid.calibration);
  }

  const auto voxels = labelBytes(segmentation.voxels, width);
  out.bytes.insert(out.bytes.end(), voxels.begin(), voxels.end());
  return out;
}

}  // namespace limn::imaging
