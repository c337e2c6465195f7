// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "nrrd_reader.h"

#include "detached_file.h"
#include "header_text.h"
#include "nrrd_header.h"
#include "nrrd_terminology.h"
#include "packed_file.h"
#include "voxel_decode.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace limn::imaging {
namespace fs = std::filesystem;
namespace {

using Bytes = std::vector<std::byte>;
constexpr std::size_t kLongestNrrdHeader = std::size_t{4} << 20;

struct OpenNrrd {
  NrrdHeader header;
  std::uint64_t headerBytes = 0;  // voxels begin here when they are in the same file
  std::vector<fs::path> voxelFiles;
};

/// How many bytes the header takes, blank line included; all of them when there is none.
std::size_t headerLength(std::string_view text) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (text.substr(at + 1, 1) == "\n") return at + 2;
    if (text.substr(at + 1, 2) == "\r\n") return at + 3;
  }
  return text.size();
}

Result<OpenNrrd> openNrrd(const fs::path& file) {
  auto input = PackedFile::open(file, Unpack::Never);
  if (!input) return passOn(input);
  auto bytes = input->readUpTo(kLongestNrrdHeader);
  if (!bytes) return passOn(bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  OpenNrrd nrrd;
  nrrd.headerBytes = headerLength(text);
  auto header = parseNrrdHeader(text.substr(0, nrrd.headerBytes), file.string());
  if (!header) return passOn(header);
  nrrd.header = std::move(*header);
  for (const std::string& name : nrrd.header.dataFiles) {
    auto found = insideFolder(file, name);
    if (!found) return passOn(found);
    nrrd.voxelFiles.push_back(*found);
  }
  if (nrrd.voxelFiles.empty()) nrrd.voxelFiles.push_back(file);
  return nrrd;
}

/// Where the voxels begin after the lines to skip, which are never compressed.
Result<std::uint64_t> afterLines(const fs::path& file, std::uint64_t offset, std::int64_t lines) {
  if (lines == 0) return offset;
  auto input = PackedFile::open(file, Unpack::Never, offset);
  if (!input) return passOn(input);
  auto bytes = input->readUpTo(kLongestNrrdHeader);
  if (!bytes) return passOn(bytes);
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    if ((*bytes)[i] == std::byte{'\n'} && --lines == 0) return offset + i + 1;
  }
  return fail(ErrorCode::Unreadable,
              fmt::format("{} has fewer lines than the line skip of its header", file.string()));
}

Result<Bytes> readBinary(const fs::path& file, std::uint64_t offset, const NrrdHeader& header,
                         std::uint64_t wanted, const JobContext& job) {
  const bool packed = header.encoding == NrrdEncoding::Gzip;
  auto input = PackedFile::open(file, packed ? Unpack::IfGzip : Unpack::Never, offset);
  if (!input) return passOn(input);
  if (wanted > input->mostBytes()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is cut off: {} bytes of voxels announced, at most {} there",
                            file.string(), wanted, input->mostBytes()));
  }
  if (header.byteSkip < 0) {  // the voxels are the last bytes of the file
    constexpr std::uint64_t kLongestPreface = std::uint64_t{64} << 20;
    auto all = input->readUpTo(static_cast<std::size_t>(wanted + kLongestPreface), job);
    if (!all) return all;
    if (all->size() < wanted) {
      return fail(ErrorCode::Unreadable, fmt::format("{} is cut off: {} bytes of voxels, {} there",
                                                     file.string(), wanted, all->size()));
    }
    all->erase(all->begin(), all->end() - static_cast<std::ptrdiff_t>(wanted));
    return all;
  }
  if (auto ok = input->skip(static_cast<std::uint64_t>(header.byteSkip), job); !ok)
    return passOn(ok);
  Bytes raw(static_cast<std::size_t>(wanted));
  if (auto ok = input->read(raw, job); !ok) return passOn(ok);
  if (auto ok = input->checkEnd(); !ok) return passOn(ok);
  return raw;
}

template <class T>
Result<Bytes> parseText(std::string_view text, std::uint64_t samples, const std::string& name) {
  constexpr std::string_view kSpace = " \t\r\n,";
  Bytes raw(static_cast<std::size_t>(samples) * sizeof(T));
  for (std::uint64_t i = 0; i < samples; ++i) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(kSpace));
    T value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || error != std::errc() || end != word.data() + word.size()) {
      return fail(ErrorCode::Unreadable,
                  fmt::format("{}: expected {} numbers, found {} and then '{}'", name, samples, i,
                              word.substr(0, 20)));
    }
    std::memcpy(raw.data() + i * sizeof(T), &value, sizeof value);
    text.remove_prefix(word.size());
  }
  return raw;
}

Result<Bytes> parseTextAs(SampleType type, std::string_view text, std::uint64_t samples,
                          const std::string& name) {
  switch (type) {
    case SampleType::Int8:
      return parseText<std::int8_t>(text, samples, name);
    case SampleType::UInt8:
      return parseText<std::uint8_t>(text, samples, name);
    case SampleType::Int16:
      return parseText<std::int16_t>(text, samples, name);
    case SampleType::UInt16:
      return parseText<std::uint16_t>(text, samples, name);
    case SampleType::Int32:
      return parseText<std::int32_t>(text, samples, name);
    case SampleType::UInt32:
      return parseText<std::uint32_t>(text, samples, name);
    case SampleType::Int64:
      return parseText<std::int64_t>(text, samples, name);
    case SampleType::UInt64:
      return parseText<std::uint64_t>(text, samples, name);
    case SampleType::Float32:
      return parseText<float>(text, samples, name);
    case SampleType::Float64:
      return parseText<double>(text, samples, name);
  }
  return fail(ErrorCode::Internal, "unknown sample type");
}

Result<Bytes> parseHex(std::string_view text, std::uint64_t wanted, const std::string& name) {
  Bytes raw;
  unsigned pending = 16;  // no half byte yet
  for (const char c : text) {
    unsigned digit = 0;
    const auto [end, error] = std::from_chars(&c, &c + 1, digit, 16);
    if (error != std::errc()) continue;  // white space
    if (pending == 16) {
      pending = digit;
      continue;
    }
    raw.push_back(static_cast<std::byte>(pending * 16 + digit));
    pending = 16;
    if (raw.size() == wanted) return raw;
  }
  return fail(ErrorCode::Unreadable,
              fmt::format("{} is cut off: {} bytes of voxels, {} there", name, wanted, raw.size()));
}

Result<Bytes> readFile(const fs::path& file, std::uint64_t offset, const NrrdHeader& header,
                       std::uint64_t samples, const JobContext& job) {
  auto begin = afterLines(file, offset, header.lineSkip);
  if (!begin) return passOn(begin);
  const std::uint64_t wanted = samples * sampleBytes(header.format.type);
  const bool text = header.encoding == NrrdEncoding::Text || header.encoding == NrrdEncoding::Hex;
  if (!text) return readBinary(file, *begin, header, wanted, job);

  auto input = PackedFile::open(file, Unpack::Never, *begin);
  if (!input) return passOn(input);
  if (samples > input->mostBytes()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} is cut off: fewer bytes than voxels", file.string()));
  }
  auto bytes = input->readUpTo(static_cast<std::size_t>(input->mostBytes()), job);
  if (!bytes) return bytes;
  const std::string_view view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  if (header.encoding == NrrdEncoding::Hex) return parseHex(view, wanted, file.string());
  return parseTextAs(header.format.type, view, samples, file.string());
}

Result<Bytes> readAll(const OpenNrrd& nrrd, const JobContext& job) {
  const bool attached = nrrd.header.dataFiles.empty();
  const std::uint64_t files = nrrd.voxelFiles.size(), samples = nrrd.header.sampleCount();
  if (samples % files != 0) {
    return fail(ErrorCode::Unreadable,
                fmt::format("{} voxels cannot be shared evenly by {} data files", samples, files));
  }
  Bytes all;
  for (const fs::path& file : nrrd.voxelFiles) {
    auto bytes = readFile(file, attached ? nrrd.headerBytes : 0, nrrd.header, samples / files, job);
    if (!bytes) return bytes;
    if (all.empty()) {
      all = std::move(*bytes);
    } else {
      all.insert(all.end(), bytes->begin(), bytes->end());
    }
  }
  return all;
}

/// The samples of one volume; `part` gives the indices along the list axes.
Bytes extractPart(const NrrdHeader& header, Bytes all, std::int64_t part) {
  if (header.parts() == 1) return all;
  const std::size_t sample = sampleBytes(header.format.type);
  std::size_t base = 0, stride = sample;
  struct Loop {
    std::int64_t size = 1;
    std::size_t stride = 0;
  };
  std::vector<Loop> loops;  // colour and space, fastest first
  for (const NrrdAxis& axis : header.axes) {
    if (axis.role == NrrdAxisRole::List) {
      base += static_cast<std::size_t>(part % axis.size) * stride;
      part /= axis.size;
    } else {
      loops.push_back({axis.size, stride});
    }
    stride *= static_cast<std::size_t>(axis.size);
  }
  Bytes out(all.size() / static_cast<std::size_t>(header.parts()));
  std::vector<std::int64_t> index(loops.size());
  for (std::size_t to = 0, from = base; to < out.size(); to += sample) {
    std::memcpy(out.data() + to, all.data() + from, sample);
    for (std::size_t i = 0; i < loops.size(); ++i) {
      from += loops[i].stride;
      if (++index[i] < loops[i].size) break;
      from -= loops[i].stride * static_cast<std::size_t>(loops[i].size);
      index[i] = 0;
    }
  }
  return out;
}

Result<PlacedGrid> placedGrid(const NrrdHeader& header, const fs::path& file) {
  auto placed = gridFromAffine(header.affine, header.size());
  if (!placed) {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{}: its axes are too far from right angles (cosine {:.3f}); resample it to "
                    "a right-angled grid first",
                    file.string(), largestCosine(header.affine)));
  }
  if (auto ok = placed->grid.check(); !ok) return passOn(ok, file.string());
  placed->grid.calibration = header.calibration;
  if (header.calibration == Calibration::None) placed->grid.spacing = {1, 1, 1};
  return std::move(*placed);
}

NrrdSegment segmentOf(const std::map<std::string, std::string>& values, const std::string& key) {
  const auto text = [&](const char* name) {
    const auto found = values.find(key + name);
    return found == values.end() ? std::string() : found->second;
  };
  NrrdSegment segment;
  LabelInfo& info = segment.label;
  info.name = text("Name");
  const std::string colorText = text("Color");
  const auto color = words(colorText);
  if (color.size() == 3) {
    const auto byte = [](std::string_view part) {
      const double share = parseNumber<double>(part).value_or(0.5);
      return static_cast<std::uint8_t>(share >= 1 ? 255 : share > 0 ? share * 255 + 0.5 : 0);
    };
    info.color = {byte(color[0]), byte(color[1]), byte(color[2])};
  }
  info.id = parseNumber<LabelId>(text("LabelValue")).value_or(info.id);
  segment.layer = parseNumber<std::int64_t>(text("Layer")).value_or(0);
  segment.codes = codesFromTags(text("Tags"));
  return segment;
}

}  // namespace

Result<std::vector<SeriesSummary>> scanNrrd(const fs::path& file) {
  auto nrrd = openNrrd(file);
  if (!nrrd) return passOn(nrrd);
  auto placed = placedGrid(nrrd->header, file);
  if (!placed) return passOn(placed);
  SeriesSummary summary;
  summary.path = file;
  summary.files = {file};
  if (!nrrd->header.dataFiles.empty()) {
    summary.files.insert(summary.files.end(), nrrd->voxelFiles.begin(), nrrd->voxelFiles.end());
  }
  summary.format = "nrrd";
  summary.parts = static_cast<int>(nrrd->header.parts());
  summary.size = nrrd->header.size();
  summary.warnings = nrrd->header.warnings;
  if (placed->warning) summary.warnings.push_back(*placed->warning);
  std::vector<SeriesSummary> all(static_cast<std::size_t>(summary.parts), summary);
  for (int part = 0; part < summary.parts; ++part) {
    SeriesSummary& s = all[static_cast<std::size_t>(part)];
    s.part = part;
    s.description = nrrd->header.content;
    if (s.parts > 1) {
      s.description +=
          fmt::format("{}volume {} of {}", s.description.empty() ? "" : ", ", part + 1, s.parts);
    }
  }
  return all;
}

Result<Volume> readNrrd(const SeriesSummary& series, const JobContext& job) {
  if (series.files.empty()) return fail(ErrorCode::WrongUse, "the series names no file");
  const fs::path& file = series.files.front();
  auto nrrd = openNrrd(file);
  if (!nrrd) return passOn(nrrd);
  if (series.part < 0 || series.part >= nrrd->header.parts()) {
    return fail(ErrorCode::OutOfRange,
                fmt::format("{} holds {} volumes; volume {} does not exist", file.string(),
                            nrrd->header.parts(), series.part + 1));
  }
  auto placed = placedGrid(nrrd->header, file);
  if (!placed) return passOn(placed);
  auto all = readAll(*nrrd, job);
  if (!all) return passOn(all, file.string());
  SampleFormat format = nrrd->header.format;
  if (nrrd->header.encoding == NrrdEncoding::Text) format.bigEndian = false;
  auto volume =
      decodeVoxels(placed->grid, format, extractPart(nrrd->header, std::move(*all), series.part));
  if (!volume) return passOn(volume, file.string());
  volume->source.path = series.path;
  volume->source.files = series.files;
  volume->source.format = "nrrd";
  volume->source.description = series.description;
  if (placed->warning) volume->warnings.push_back(*placed->warning);
  volume->warnings.insert(volume->warnings.begin(), nrrd->header.warnings.begin(),
                          nrrd->header.warnings.end());
  return volume;
}

Result<std::vector<NrrdSegment>> readNrrdSegments(const fs::path& file) {
  auto nrrd = openNrrd(file);
  if (!nrrd) return passOn(nrrd);
  std::vector<NrrdSegment> segments;
  const auto& values = nrrd->header.values;
  for (int i = 0; i < 65536; ++i) {
    const std::string key = fmt::format("Segment{}_", i);
    if (!values.contains(key + "LabelValue")) break;
    NrrdSegment segment = segmentOf(values, key);
    if (segment.label.id != 0) segments.push_back(std::move(segment));
  }
  return segments;
}

}  // namespace limn::imaging
