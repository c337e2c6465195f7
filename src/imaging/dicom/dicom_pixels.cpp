// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "dicom_pixels.h"

#include "dicom_rle.h"
#include "dicom_toolkit.h"
#include "frame_decoder.h"

#include <dcmtk/dcmdata/dcpixel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <optional>
#include <unordered_set>
#include <utility>

namespace limn::imaging {

namespace {

constexpr std::array kJpegStart{std::byte{0xFF}, std::byte{0xD8}};
constexpr std::array kCodestreamStart{std::byte{0xFF}, std::byte{0x4F}};
constexpr std::array kBoxStart{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{12}};

/// Whether the bytes begin a picture of the codec.
bool startsPicture(DicomCodec codec, const std::array<std::byte, 4>& head) {
  const auto startsWith = [&](const auto& mark) {
    return std::equal(mark.begin(), mark.end(), head.begin());
  };
  if (codec == DicomCodec::Jpeg2000) return startsWith(kCodestreamStart) || startsWith(kBoxStart);
  return codec != DicomCodec::Rle && startsWith(kJpegStart);
}

void swapCells(std::vector<std::byte>& bytes, std::size_t cell) {
  for (std::size_t i = 0; i + cell <= bytes.size(); i += cell) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + cell));
  }
}

/// Planar to interleaved samples.
std::vector<std::byte> interleaved(const std::vector<std::byte>& planes, std::size_t samples,
                                   std::size_t cell) {
  std::vector<std::byte> out(planes.size());
  const std::size_t pixels = planes.size() / (samples * cell);
  for (std::size_t s = 0; s < samples; ++s) {
    for (std::size_t i = 0; i < pixels; ++i) {
      std::copy_n(planes.data() + (s * pixels + i) * cell, cell,
                  out.data() + (i * samples + s) * cell);
    }
  }
  return out;
}

/// YBR_FULL_422 (Y Y Cb Cr for two pixels) to YBR_FULL (Y Cb Cr for each).
std::vector<std::byte> unhalved(const std::vector<std::byte>& packed) {
  std::vector<std::byte> out;
  out.reserve(packed.size() / 2 * 3);
  for (std::size_t i = 0; i + 4 <= packed.size(); i += 4) {
    out.insert(out.end(), {packed[i], packed[i + 2], packed[i + 3], packed[i + 1], packed[i + 2],
                           packed[i + 3]});
  }
  return out;
}

/// `count` bits from the `first` on, the lowest of a byte first, as bytes of 0 and 1.
std::vector<std::byte> unpackedBits(const std::vector<std::byte>& packed, std::size_t first,
                                    std::size_t count) {
  std::vector<std::byte> cells(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = first + i;
    cells[i] = (packed[bit / 8] >> (bit % 8)) & std::byte{1};
  }
  return cells;
}

StoredFrame emptyFrame(const DicomHeader& header) {
  StoredFrame frame;
  const auto& f = header.format;
  const auto kind = header.structure.pixels->kind;
  frame.kind = kind == DicomPixelLocation::Kind::Integer ? StoredFrame::Kind::Integer
               : kind == DicomPixelLocation::Kind::Float ? StoredFrame::Kind::Float
                                                         : StoredFrame::Kind::Double;
  frame.bitsAllocated = std::max(f.bitsAllocated, 8);
  frame.bitsStored = f.bitsStored;
  frame.highBit = f.highBit;
  frame.isSigned = f.isSigned;
  frame.samples = f.samples;
  frame.photometric = f.photometric;
  return frame;
}

}  // namespace

struct DicomFrameReader::State {
  std::filesystem::path path;
  std::optional<ByteSource> source;
  std::unique_ptr<DcmFileFormat> dicom;
  std::vector<std::size_t> starts;  // first fragment of each frame, and one past the last
  FrameDecoder decoder;

  Result<ByteSource*> bytesOf(const DicomHeader& header) {
    if (!source) {
      auto opened = ByteSource::open(header.path);
      if (!opened) return passOn(opened);
      source = std::move(*opened);
      if (header.structure.syntax.deflated) {
        if (auto r = source->inflateFrom(header.structure.dataSetOffset); !r) return passOn(r);
      }
    }
    return &*source;
  }

  Result<StoredFrame> plain(const DicomHeader& header, std::size_t index);
  Result<StoredFrame> plainBits(const DicomHeader& header, std::size_t index);
  Result<StoredFrame> runLengths(const DicomHeader& header, std::size_t index);
  Result<StoredFrame> withToolkit(const DicomHeader& header, std::size_t index);
  Result<StoredFrame> withChild(const DicomHeader& header, std::size_t index,
                                const std::stop_token& stop);
  Result<void> findStarts(const DicomHeader& header);
  Result<std::vector<std::byte>> codestream(const DicomHeader& header, std::size_t index);
};

Result<StoredFrame> DicomFrameReader::State::plain(const DicomHeader& header, std::size_t index) {
  auto from = bytesOf(header);
  if (!from) return passOn(from);
  const auto& f = header.format;
  const bool halved = f.photometric == "YBR_FULL_422";
  const auto cell = static_cast<std::size_t>(f.bitsAllocated / 8);
  const std::uint64_t bytes =
      static_cast<std::uint64_t>(f.rows * f.columns * (halved ? 2 : f.samples)) * cell;
  const auto& where = *header.structure.pixels;
  const bool swapsPairs = header.structure.syntax.bigEndian && cell == 1 && where.isWords;
  // Swapped pairs may straddle two frames: read from an even offset, an even number of bytes.
  const std::uint64_t first = index * bytes, lead = swapsPairs ? first % 2 : 0;
  const std::uint64_t tail = swapsPairs ? (lead + bytes) % 2 : 0;
  auto raw = readRange(**from, {where.ranges.front().offset + first - lead, lead + bytes + tail});
  if (!raw) return passOn(raw);
  if (header.structure.syntax.bigEndian) swapCells(*raw, swapsPairs ? 2 : cell);
  raw->erase(raw->begin(), raw->begin() + static_cast<std::ptrdiff_t>(lead));
  raw->resize(bytes);
  StoredFrame frame = emptyFrame(header);
  if (halved) {
    frame.bytes = unhalved(*raw);
    frame.photometric = "YBR_FULL";
  } else {
    frame.bytes =
        f.isPlanar ? interleaved(*raw, static_cast<std::size_t>(f.samples), cell) : std::move(*raw);
  }
  return frame;
}

/// Frames of single bits follow each other without a gap, whatever their size.
Result<StoredFrame> DicomFrameReader::State::plainBits(const DicomHeader& header,
                                                       std::size_t index) {
  auto from = bytesOf(header);
  if (!from) return passOn(from);
  const auto& where = *header.structure.pixels;
  const auto pixels = static_cast<std::uint64_t>(header.format.rows * header.format.columns);
  const std::uint64_t first = index * pixels;
  // From an even byte to an even byte: words of big endian are swapped whole.
  const std::uint64_t begin = first / 16 * 2;
  const std::uint64_t end = std::min((first + pixels + 15) / 16 * 2, where.ranges.front().length);
  auto raw = readRange(**from, {where.ranges.front().offset + begin, end - begin});
  if (!raw) return passOn(raw);
  if (header.structure.syntax.bigEndian && where.isWords) swapCells(*raw, 2);
  StoredFrame frame = emptyFrame(header);
  frame.bytes = unpackedBits(*raw, first - 8 * begin, pixels);
  return frame;
}

Result<StoredFrame> DicomFrameReader::State::withToolkit(const DicomHeader& header,
                                                         std::size_t index) {
  if (auto known = findStarts(header); !known) return passOn(known);
  auto fragment = static_cast<Uint32>(starts[index] + 1);  // DCMTK counts the offset table
  if (!dicom) {
    dicom = std::make_unique<DcmFileFormat>();
    const OFCondition loaded = dicom->loadFile(header.path.c_str());
    if (loaded.bad()) return fail(ErrorCode::Unreadable, fmt::format("damaged: {}", loaded.text()));
  }
  DcmElement* element = nullptr;
  DcmDataset& dataSet = *dicom->getDataset();
  if (dataSet.findAndGetElement(DCM_PixelData, element).bad()) {
    return fail(ErrorCode::Unreadable, "the pixels cannot be found");
  }
  auto* pixels = dynamic_cast<DcmPixelData*>(element);
  const auto& f = header.format;
  StoredFrame frame = emptyFrame(header);
  const auto size =
      static_cast<std::size_t>(f.samplesPerFrame()) * static_cast<std::size_t>(f.bitsAllocated / 8);
  frame.bytes.resize(size + size % 2);
  OFString colour;
  const OFCondition decoded =
      pixels == nullptr ? EC_CorruptedData
                        : pixels->getUncompressedFrame(
                              &dataSet, static_cast<Uint32>(index), fragment, frame.bytes.data(),
                              static_cast<Uint32>(frame.bytes.size()), colour);
  if (decoded.bad()) {
    return fail(ErrorCode::Unreadable,
                fmt::format("the compressed pixels of frame {} are damaged: {}", index + 1,
                            decoded.text()));
  }
  frame.bytes.resize(size);
  if (f.samples == 3) {
    if (!colour.empty()) frame.photometric = colour.c_str();
    // DCMTK's JPEG decoder interleaves the samples; the others keep the order of the file.
    if (f.isPlanar && header.structure.syntax.codec != DicomCodec::Jpeg) {
      frame.bytes = interleaved(frame.bytes, 3, static_cast<std::size_t>(f.bitsAllocated / 8));
    }
  }
  return frame;
}

/// Which fragment each frame begins with: one each, by the offset table, or where a picture starts.
Result<void> DicomFrameReader::State::findStarts(const DicomHeader& header) {
  if (!starts.empty()) return {};
  auto from = bytesOf(header);
  if (!from) return passOn(from);
  const auto& where = *header.structure.pixels;
  const auto frames = static_cast<std::size_t>(header.format.frames);
  const std::uint64_t zero =
      where.ranges.front().offset - 8;  // offsets count from the first item's tag
  const bool isOneEach = where.ranges.size() == frames;
  const bool hasTable = where.offsetTable.size() == frames;
  const std::unordered_set<std::uint64_t> listed(where.offsetTable.begin(),
                                                 where.offsetTable.end());
  const auto startsFrame = [&](const ByteRange& range) {
    if (hasTable) return listed.contains(range.offset - 8 - zero);
    std::array<std::byte, 4> head{};
    return range.length >= head.size() && (*from)->read(range.offset, head.data(), head.size()) &&
           startsPicture(header.structure.syntax.codec, head);
  };
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < where.ranges.size(); ++i) {
    if (i == 0 || isOneEach || (frames > 1 && startsFrame(where.ranges[i]))) found.push_back(i);
  }
  if (found.size() != frames) {
    return fail(ErrorCode::Unreadable,
                fmt::format("contradicts itself: it says it holds {} frames, but {} begin "
                            "in its {} fragments of pixels",
                            frames, found.size(), where.ranges.size()));
  }
  found.push_back(where.ranges.size());
  starts = std::move(found);
  return {};
}

/// The bytes of one frame out of the fragments.
Result<std::vector<std::byte>> DicomFrameReader::State::codestream(const DicomHeader& header,
                                                                   std::size_t index) {
  if (auto known = findStarts(header); !known) return passOn(known);
  std::vector<std::byte> whole;
  for (std::size_t i = starts[index]; i < starts[index + 1]; ++i) {
    auto piece = readRange(*source, header.structure.pixels->ranges[i]);
    if (!piece) return passOn(piece);
    whole.insert(whole.end(), piece->begin(), piece->end());
  }
  return whole;
}

Result<StoredFrame> DicomFrameReader::State::runLengths(const DicomHeader& header,
                                                        std::size_t index) {
  auto packed = codestream(header, index);
  if (!packed) return passOn(packed);
  const auto& f = header.format;
  const auto pixels = static_cast<std::size_t>(f.rows * f.columns);
  const bool isBits = f.bitsAllocated == 1;
  auto bytes = unpackRle(*packed, isBits ? RleShape{(pixels + 7) / 8, 1, 1}
                                         : RleShape{pixels, static_cast<std::size_t>(f.samples),
                                                    static_cast<std::size_t>(f.bitsAllocated / 8)});
  if (!bytes) return passOn(bytes);
  StoredFrame frame = emptyFrame(header);
  frame.bytes = isBits ? unpackedBits(*bytes, 0, pixels) : std::move(*bytes);
  return frame;
}

Result<StoredFrame> DicomFrameReader::State::withChild(const DicomHeader& header, std::size_t index,
                                                       const std::stop_token& stop) {
  auto packed = codestream(header, index);
  if (!packed) return passOn(packed);
  const auto& f = header.format;
  auto decoded = decoder.decode(*packed, {f.columns, f.rows, f.samples}, stop);
  if (!decoded) return passOn(decoded);
  StoredFrame frame = emptyFrame(header);
  frame.bitsAllocated = decoded->cellBytes * 8;
  // The header decides on the sign; the codestream decides on the depth where they differ.
  frame.bitsStored = std::min(std::max(f.bitsStored, decoded->precision), frame.bitsAllocated);
  frame.highBit = frame.bitsStored - 1;
  if (decoded->precision < f.bitsStored) {
    frame.bitsStored = decoded->precision;
    frame.highBit = decoded->precision - 1;
    frame.isSigned = decoded->isSigned;
  }
  if (f.photometric == "YBR_RCT" || f.photometric == "YBR_ICT") frame.photometric = "RGB";
  frame.bytes = std::move(decoded->bytes);
  return frame;
}

DicomFrameReader::DicomFrameReader() : state_(std::make_unique<State>()) {}
DicomFrameReader::~DicomFrameReader() = default;

Result<StoredFrame> DicomFrameReader::read(const DicomHeader& header, std::size_t index,
                                           const std::stop_token& stop) {
  if (state_->path != header.path) {
    state_->path = header.path;
    state_->source.reset();
    state_->dicom.reset();
    state_->starts.clear();
  }
  const bool isBits = header.format.bitsAllocated == 1;
  try {
    switch (header.structure.syntax.codec) {
      case DicomCodec::Native:
        return isBits ? state_->plainBits(header, index) : state_->plain(header, index);
      case DicomCodec::Jpeg2000:
        return state_->withChild(header, index, stop);
      case DicomCodec::Rle:
        return state_->runLengths(header, index);
      case DicomCodec::Jpeg:
      case DicomCodec::JpegLs:
        if (isBits) return fail(ErrorCode::Unsupported, "cannot read single bits packed as JPEG");
        break;
    }
    return state_->withToolkit(header, index);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory, "not enough memory for one frame");
  } catch (const std::exception& e) {
    return fail(ErrorCode::Unreadable, fmt::format("unpacking failed: {}", e.what()));
  }
}

}  // namespace limn::imaging
