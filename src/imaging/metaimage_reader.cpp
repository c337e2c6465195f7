// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "metaimage_reader.h"

#include "detached_file.h"
#include "header_text.h"
#include "orientation.h"
#include "packed_file.h"
#include "voxel_decode.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

using Bytes = std::vector<std::byte>;
using MetaFields = std::map<std::string, std::string, std::less<>>;
constexpr std::size_t kLongestMetaHeader = 65536;

struct OpenMeta {
  PlacedGrid placed;
  SampleFormat format;
  bool packed = false;
  fs::path voxelFile;
  std::uint64_t offset = 0;

  [[nodiscard]] std::uint64_t voxelBytes() const {
    return static_cast<std::uint64_t>(placed.grid.size.voxels()) * sampleBytes(format.type) *
           static_cast<std::uint64_t>(format.channels);
  }
};

/// "Key = value" lines up to and with ElementDataFile, which is the last; and the bytes they take.
std::pair<MetaFields, std::size_t> fieldsOf(std::string_view text) {
  MetaFields fields;
  std::size_t at = 0;
  while (at < text.size() && !fields.contains("elementdatafile")) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) break;
    fields[lower(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
  }
  return {std::move(fields), at};
}

std::string metaText(const MetaFields& fields, std::string_view key) {
  const auto found = fields.find(key);
  return found == fields.end() ? std::string() : found->second;
}

bool isTrue(const MetaFields& fields, std::string_view key) {
  const std::string value = lower(metaText(fields, key));
  return value == "true" || value == "1";
}

/// Nothing unless there are exactly `count` numbers.
std::optional<std::vector<double>> metaNumbers(const MetaFields& fields, std::string_view key,
                                               std::size_t count) {
  std::vector<double> out;
  const std::string text = metaText(fields, key);
  for (const auto word : words(text)) {
    const auto number = parseNumber<double>(word);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    out.push_back(*number);
  }
  return out.size() == count ? std::optional(std::move(out)) : std::nullopt;
}

std::optional<SampleType> metaSampleType(std::string name) {
  if (name.ends_with("_ARRAY")) name.resize(name.size() - 6);
  static const std::map<std::string, SampleType, std::less<>> kTypes{
      {"MET_CHAR", SampleType::Int8},       {"MET_UCHAR", SampleType::UInt8},
      {"MET_SHORT", SampleType::Int16},     {"MET_USHORT", SampleType::UInt16},
      {"MET_INT", SampleType::Int32},       {"MET_UINT", SampleType::UInt32},
      {"MET_LONG_LONG", SampleType::Int64}, {"MET_ULONG_LONG", SampleType::UInt64},
      {"MET_FLOAT", SampleType::Float32},   {"MET_DOUBLE", SampleType::Float64}};
  const auto found = kTypes.find(name);
  return found == kTypes.end() ? std::nullopt : std::optional(found->second);
}

Result<PlacedGrid> placedGrid(const MetaFields& fields, const std::string& name) {
  const auto bad = [&](const std::string& what) {
    return fail(ErrorCode::Unreadable, fmt::format("{}: {}", name, what));
  };
  const auto dimensions = parseNumber<int>(metaText(fields, "ndims"));
  if (!dimensions || *dimensions < 2 || *dimensions > 3) {
    return fail(ErrorCode::Unsupported, fmt::format("{}: NDims is '{}'; Limn reads 2 and 3", name,
                                                    metaText(fields, "ndims")));
  }
  const auto n = static_cast<std::size_t>(*dimensions);
  const auto sizes = metaNumbers(fields, "dimsize", n);
  if (!sizes) return bad("DimSize is missing or wrong");
  std::array<double, 3> size{1, 1, 1};
  std::copy(sizes->begin(), sizes->end(), size.begin());
  for (const double v : size) {
    if (!(v >= 1 && v <= 1 << 20)) return bad(fmt::format("{} voxels along an axis", v));
  }
  const auto matrix = metaNumbers(fields, "transformmatrix", n * n);
  const auto offset = metaNumbers(fields, "offset", n);
  auto spacing = metaNumbers(fields, "elementspacing", n);
  if (!spacing) spacing = metaNumbers(fields, "elementsize", n);
  Affine affine;
  std::array<double, 3> origin{};
  for (std::size_t i = 0; i < n; ++i) {
    std::array<double, 3> v{};
    for (std::size_t j = 0; j < n; ++j)
      v[j] = matrix ? (*matrix)[i * n + j] : (i == j ? 1 : 0);
    affine.columns[i] = Vec3{v[0], v[1], v[2]} * (spacing ? std::abs((*spacing)[i]) : 1.0);
    origin[i] = offset ? (*offset)[i] : 0;
  }
  affine.origin = {origin[0], origin[1], origin[2]};
  const Size3 grid{static_cast<std::int64_t>(size[0]), static_cast<std::int64_t>(size[1]),
                   static_cast<std::int64_t>(size[2])};
  if (!isInvertible(affine))
    return bad("TransformMatrix or ElementSpacing is not a usable orientation");
  auto placed = gridFromAffine(affine, grid);
  if (!placed) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: its axes are too far from right angles; resample it first", name));
  }
  if (auto ok = placed->grid.check(); !ok) return passOn(ok, name);
  placed->grid.calibration = !spacing ? Calibration::None
                             : n == 2 ? Calibration::PixelSpacing
                             : matrix ? Calibration::Patient
                                      : Calibration::SpacingOnly;
  return std::move(*placed);
}

Result<OpenMeta> openMeta(const fs::path& file) {
  const std::string name = file.string();
  auto input = PackedFile::open(file, Unpack::Never);
  if (!input) return passOn(input);
  auto bytes = input->readUpTo(kLongestMetaHeader);
  if (!bytes) return passOn(bytes);
  const auto [fields, length] =
      fieldsOf({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  const std::string data = metaText(fields, "elementdatafile");
  if (data.empty()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is not MetaImage: it names no ElementDataFile", name));
  }
  OpenMeta meta;
  auto placed = placedGrid(fields, name);
  if (!placed) return passOn(placed);
  meta.placed = std::move(*placed);
  const auto type = metaSampleType(metaText(fields, "elementtype"));
  const auto channels = fields.contains("elementnumberofchannels")
                            ? parseNumber<int>(metaText(fields, "elementnumberofchannels"))
                            : 1;
  const bool text = fields.contains("binarydata") && !isTrue(fields, "binarydata");
  if (!type || !channels || (*channels != 1 && *channels != 3 && *channels != 4) || text) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{}: ElementType {}, {} channels, BinaryData {} is not read", name,
                    metaText(fields, "elementtype"), metaText(fields, "elementnumberofchannels"),
                    metaText(fields, "binarydata")));
  }
  meta.format = {*type,
                 isTrue(fields, "binarydatabyteordermsb") || isTrue(fields, "elementbyteordermsb"),
                 1, 0, *channels};
  meta.packed = isTrue(fields, "compresseddata");
  meta.voxelFile = file;
  meta.offset = length;
  if (data == "LIST" || data.find('%') != std::string::npos) {
    return fail(ErrorCode::Unsupported,
                fmt::format("{}: voxels in a list of files are not read; save "
                            "it as one .mha file",
                            name));
  }
  if (lower(data) != "local") {
    auto found = insideFolder(file, data);
    if (!found) return passOn(found);
    meta.voxelFile = *found;
    meta.offset = static_cast<std::uint64_t>(std::max<std::int64_t>(
        0, parseNumber<std::int64_t>(metaText(fields, "headersize")).value_or(0)));
  }
  return meta;
}

/// One zlib or gzip stream that gives exactly `wanted` bytes.
Result<Bytes> inflateAll(const Bytes& packed, std::uint64_t wanted, const std::string& name) {
  const auto damaged = fail(ErrorCode::Unreadable,
                            fmt::format("{}: its compressed voxels are damaged or cut off", name));
  constexpr std::uint64_t kLargestDeflateRatio = 1032;
  if (wanted / kLargestDeflateRatio > packed.size()) return damaged;
  Bytes out(static_cast<std::size_t>(wanted));
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return fail(ErrorCode::OutOfMemory, "no memory left");
  std::size_t read = 0, written = 0;
  int state = Z_OK;
  while (state == Z_OK) {
    constexpr std::size_t kStep = std::size_t{1} << 24;
    const std::size_t in = std::min(kStep, packed.size() - read);
    const std::size_t room = std::min(kStep, out.size() - written);
    std::array<Bytef, 1> beyond{};  // for the end of the stream after the last byte
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data() + read));
    stream.avail_in = static_cast<uInt>(in);
    stream.next_out = room > 0 ? reinterpret_cast<Bytef*>(out.data() + written) : beyond.data();
    stream.avail_out = room > 0 ? static_cast<uInt>(room) : 1;
    const uInt before = stream.avail_out;
    state = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    if (room == 0 && stream.avail_out == 0) break;  // more than announced
    written += room > 0 ? before - stream.avail_out : 0;
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || written != out.size()) return damaged;
  return out;
}

Result<Bytes> readVoxels(const OpenMeta& meta, const JobContext& job) {
  auto input = PackedFile::open(meta.voxelFile, Unpack::Never, meta.offset);
  if (!input) return passOn(input);
  if (meta.packed) {
    auto packed = input->readUpTo(static_cast<std::size_t>(input->mostBytes()), job);
    if (!packed) return packed;
    return inflateAll(*packed, meta.voxelBytes(), meta.voxelFile.string());
  }
  if (meta.voxelBytes() > input->mostBytes()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is cut off: {} bytes of voxels announced, {} there",
                            meta.voxelFile.string(), meta.voxelBytes(), input->mostBytes()));
  }
  Bytes raw(static_cast<std::size_t>(meta.voxelBytes()));
  if (auto ok = input->read(raw, job); !ok) return passOn(ok);
  return raw;
}

}  // namespace

Result<std::vector<SeriesSummary>> scanMetaImage(const fs::path& file) {
  auto meta = openMeta(file);
  if (!meta) return passOn(meta);
  SeriesSummary s;
  s.path = file;
  s.files = {file};
  if (meta->offset == 0 || meta->voxelFile.filename() != file.filename()) {
    s.files.push_back(meta->voxelFile);
  }
  s.format = "metaimage";
  s.size = meta->placed.grid.size;
  if (meta->placed.warning) s.warnings.push_back(*meta->placed.warning);
  return std::vector{std::move(s)};
}

Result<Volume> readMetaImage(const SeriesSummary& series, const JobContext& job) {
  if (series.files.empty()) return fail(ErrorCode::WrongUse, "the series names no file");
  auto meta = openMeta(series.files.front());
  if (!meta) return passOn(meta);
  auto raw = readVoxels(*meta, job);
  if (!raw) return passOn(raw);
  auto volume = decodeVoxels(meta->placed.grid, meta->format, std::move(*raw));
  if (!volume) return passOn(volume, series.files.front().string());
  volume->source.path = series.path;
  volume->source.files = series.files;
  volume->source.format = "metaimage";
  volume->source.description = series.description;
  if (meta->placed.warning) volume->warnings.push_back(*meta->placed.warning);
  return volume;
}

}  // namespace limn::imaging
