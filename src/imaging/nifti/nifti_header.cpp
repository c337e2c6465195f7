// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nifti_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace limn::imaging {
namespace {

using Dims = std::array<std::int64_t, 8>;

/// Where the fields lie in each version of the header.
struct FieldMap {
  std::size_t datatype, bitpix, dim, pixdim, voxOffset, slope, calMax, descrip, qformCode,
      sformCode, quaternion, rows, units;
  bool wide;  // 64-bit numbers
};
constexpr FieldMap kNifti1{70, 72, 40, 76, 108, 112, 124, 148, 252, 254, 256, 280, 123, false};
constexpr FieldMap kNifti2{12, 14, 16, 104, 168, 176, 192, 240, 344, 348, 352, 400, 500, true};

/// Reads numbers from the header in its byte order.
class HeaderFields {
 public:
  HeaderFields(std::span<const std::byte> bytes, bool bigEndian) : bytes_(bytes), big_(bigEndian) {}

  template <class T>
  [[nodiscard]] T at(std::size_t offset) const {
    std::array<std::byte, sizeof(T)> b{};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), sizeof(T), b.begin());
    if (big_) std::reverse(b.begin(), b.end());
    return std::bit_cast<T>(b);
  }
  /// A float in NIfTI-1, a double in NIfTI-2; `index` counts numbers from `offset`.
  [[nodiscard]] double real(const FieldMap& map, std::size_t offset, std::size_t index = 0) const {
    return map.wide ? at<double>(offset + 8 * index)
                    : static_cast<double>(at<float>(offset + 4 * index));
  }
  [[nodiscard]] int code(const FieldMap& map, std::size_t offset) const {
    return map.wide ? at<std::int32_t>(offset) : at<std::int16_t>(offset);
  }

 private:
  std::span<const std::byte> bytes_;
  bool big_;
};

std::string_view textAt(std::span<const std::byte> bytes, std::size_t offset, std::size_t length) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + offset, length);
  return text.substr(0, text.find('\0'));
}

struct Flavour {
  int version = 0;
  bool bigEndian = false;
};
std::optional<Flavour> flavourOf(std::span<const std::byte> bytes) {
  if (bytes.size() < 4) return std::nullopt;
  for (const bool big : {false, true}) {
    const auto length = HeaderFields(bytes, big).at<std::int32_t>(0);
    if (length == static_cast<std::int32_t>(kNifti1HeaderBytes)) return Flavour{1, big};
    if (length == static_cast<std::int32_t>(kNifti2HeaderBytes)) return Flavour{2, big};
  }
  return std::nullopt;
}

Result<void> checkMagic(std::span<const std::byte> bytes, NiftiHeader& header,
                        const std::string& name) {
  const std::size_t length = header.version == 1 ? kNifti1HeaderBytes : kNifti2HeaderBytes;
  if (bytes.size() < length) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is cut off: {} bytes, and the header alone has {}", name,
                            bytes.size(), length));
  }
  const std::string_view magic = textAt(bytes, header.version == 1 ? 344 : 4, 4);
  const char digit = header.version == 1 ? '1' : '2';
  if (magic.size() == 3 && magic[2] == digit &&
      (magic.substr(0, 2) == "n+" || magic.substr(0, 2) == "ni")) {
    header.detached = magic[1] == 'i';
    return {};
  }
  if (magic.empty() && header.version == 1) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{} is an Analyze 7.5 header, which does not say left from right; convert "
                    "it to NIfTI with its true orientation",
                    name));
  }
  return fail(
      ErrorCode::Unreadable,
      fmt::format("{} is not NIfTI: the magic bytes at the end of its header are wrong", name));
}

Result<void> readSizes(const Dims& dim, NiftiHeader& header, const std::string& name) {
  constexpr std::int64_t kMostParts = 65536;
  if (dim[0] < 1 || dim[0] > 7) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: its header states {} dimensions; expected 1 to 7", name, dim[0]));
  }
  std::array<std::int64_t, 8> size{};
  size.fill(1);
  for (std::size_t i = 1; i <= static_cast<std::size_t>(dim[0]); ++i) {
    if (dim[i] < 1) {
      return fail(
          ErrorCode::Unreadable,
          fmt::format("{}: its header states {} voxels along dimension {}; expected at least "
                      "1",
                      name, dim[i], i));
    }
    size[i] = dim[i];
  }
  for (std::size_t i = 4; i < 8; ++i) {
    if (size[i] > kMostParts / header.parts) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("{}: its header states more than {} volumes", name, kMostParts));
    }
    header.parts *= size[i];
  }
  header.size = {size[1], size[2], size[3]};
  Grid grid;
  grid.size = header.size;
  if (auto ok = grid.check(); !ok) return passOn(ok, name);
  return {};
}

Result<void> readType(int datatype, NiftiHeader& header, const std::string& name) {
  SampleFormat& f = header.format;
  f.bigEndian = header.bigEndian;
  switch (datatype) {
    case 2:
      f.type = SampleType::UInt8;
      return {};
    case 4:
      f.type = SampleType::Int16;
      return {};
    case 8:
      f.type = SampleType::Int32;
      return {};
    case 16:
      f.type = SampleType::Float32;
      return {};
    case 64:
      f.type = SampleType::Float64;
      return {};
    case 128:
      f.type = SampleType::UInt8;
      f.channels = 3;
      return {};
    case 256:
      f.type = SampleType::Int8;
      return {};
    case 512:
      f.type = SampleType::UInt16;
      return {};
    case 768:
      f.type = SampleType::UInt32;
      return {};
    case 1024:
      f.type = SampleType::Int64;
      return {};
    case 1280:
      f.type = SampleType::UInt64;
      return {};
    case 2304:
      f.type = SampleType::UInt8;
      f.channels = 4;
      return {};
    default:
      break;
  }
  const std::string_view what = datatype == 32 || datatype == 1792 || datatype == 2048
                                    ? "complex numbers; save the magnitude as a picture of its own"
                                : datatype == 1    ? "single bits; save it with 8 bits a voxel"
                                : datatype == 1536 ? "128-bit floats; save it with 32 bits"
                                                   : "a type NIfTI does not know";
  return fail(ErrorCode::Unsupported,
              fmt::format("{}: its voxels (datatype {}) are {}", name, datatype, what));
}

/// A slope of 0 means "no scaling", whatever the intercept is.
void readScaling(double slope, double intercept, NiftiHeader& header) {
  if (header.format.channels != 1) return;
  if (std::isinf(slope) || (std::isfinite(slope) && slope != 0 && !std::isfinite(intercept))) {
    header.warnings.emplace_back(
        "scl_slope or scl_inter is not a number; values are shown unscaled");
    return;
  }
  if (!std::isfinite(slope) || slope == 0) return;
  header.format.slope = slope;
  header.format.intercept = intercept;
}

Result<void> readOffset(double offset, NiftiHeader& header, const std::string& name) {
  const double least = header.version == 1 ? 352 : 544;
  if (!(offset >= 0) || offset != std::trunc(offset) || offset > 1e15) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{}: vox_offset is {}; expected a whole number of bytes", name, offset));
  }
  if (!header.detached && offset == 0) {
    header.warnings.push_back(
        fmt::format("vox_offset is 0 in a single file; voxels are read from byte {}", least));
    offset = least;
  }
  if (!header.detached && offset < least - 4) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{}: vox_offset {} lies inside the header; expected at least {}", name,
                            offset, least));
  }
  header.dataOffset = static_cast<std::uint64_t>(offset);
  return {};
}

NiftiPlacement readPlacement(const HeaderFields& in, const FieldMap& map) {
  NiftiPlacement p;
  for (std::size_t i = 0; i < 8; ++i)
    p.pixdim[i] = in.real(map, map.pixdim, i);
  p.qformCode = in.code(map, map.qformCode);
  p.sformCode = in.code(map, map.sformCode);
  for (std::size_t i = 0; i < 3; ++i) {
    p.quaternion[i] = in.real(map, map.quaternion, i);
    p.offset[i] = in.real(map, map.quaternion, i + 3);
    for (std::size_t j = 0; j < 4; ++j)
      p.rows[i][j] = in.real(map, map.rows, 4 * i + j);
  }
  p.units =
      map.wide ? in.at<std::int32_t>(map.units) : static_cast<int>(in.at<std::uint8_t>(map.units));
  return p;
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= ' ' && c <= '~') out += c;
  }
  return out;
}

void keepForms(std::span<const std::byte> bytes, NiftiHeader& header) {
  NiftiForms& forms = header.forms;
  std::copy_n(bytes.begin() + 76, forms.pixdim.size(), forms.pixdim.begin());
  std::copy_n(bytes.begin() + 252, forms.forms.size(), forms.forms.begin());
  forms.xyztUnits[0] = bytes[123];
  forms.bigEndian = header.bigEndian;
}

}  // namespace

std::uint64_t NiftiHeader::partBytes() const {
  return static_cast<std::uint64_t>(size.voxels()) * sampleBytes(format.type) *
         static_cast<std::uint64_t>(format.channels);
}

bool startsLikeNifti(std::span<const std::byte> bytes) {
  const auto flavour = flavourOf(bytes);
  if (!flavour) return false;
  const std::size_t magic = flavour->version == 1 ? 344 : 4;
  return bytes.size() >= magic + 4 && textAt(bytes, magic, 1) == "n";
}

Result<NiftiHeader> parseNiftiHeader(std::span<const std::byte> bytes, const std::string& name) {
  const auto flavour = flavourOf(bytes);
  if (!flavour) {
    return fail(
        ErrorCode::Unreadable,
        fmt::format("{} is not NIfTI: it does not begin with a header length of 348 or 540", name));
  }
  NiftiHeader header;
  header.version = flavour->version;
  header.bigEndian = flavour->bigEndian;
  if (auto ok = checkMagic(bytes, header, name); !ok) return passOn(ok);

  const FieldMap& map = header.version == 1 ? kNifti1 : kNifti2;
  const HeaderFields in(bytes, header.bigEndian);
  Dims dim{};
  for (std::size_t i = 0; i < 8; ++i) {
    dim[i] = map.wide ? in.at<std::int64_t>(map.dim + 8 * i) : in.at<std::int16_t>(map.dim + 2 * i);
  }
  if (auto ok = readSizes(dim, header, name); !ok) return passOn(ok);
  if (auto ok = readType(in.at<std::int16_t>(map.datatype), header, name); !ok) return passOn(ok);
  const double offset = map.wide ? static_cast<double>(in.at<std::int64_t>(map.voxOffset))
                                 : in.real(map, map.voxOffset);
  if (auto ok = readOffset(offset, header, name); !ok) return passOn(ok);

  const auto bits = static_cast<int>(sampleBytes(header.format.type)) * 8 * header.format.channels;
  if (const int stated = in.at<std::int16_t>(map.bitpix); stated != bits) {
    header.warnings.push_back(
        fmt::format("bitpix is {}, but voxels of this type have {} bits", stated, bits));
  }
  readScaling(in.real(map, map.slope), in.real(map, map.slope, 1), header);
  header.displayHigh = in.real(map, map.calMax);
  header.displayLow = in.real(map, map.calMax, 1);
  header.description = printable(textAt(bytes, map.descrip, 80));
  header.placement = readPlacement(in, map);
  if (header.version == 1) keepForms(bytes, header);
  return header;
}

NiftiPlacement placementOf(const NiftiForms& forms) {
  std::array<std::byte, kNifti1HeaderBytes> bytes{};
  std::copy(forms.pixdim.begin(), forms.pixdim.end(), bytes.begin() + 76);
  std::copy(forms.forms.begin(), forms.forms.end(), bytes.begin() + 252);
  bytes[123] = forms.xyztUnits[0];
  return readPlacement(HeaderFields(bytes, forms.bigEndian), kNifti1);
}

}  // namespace limn::imaging
