// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limn::imaging {

/// How the pixels of a DICOM file are compressed.
enum class DicomCodec { Native, Rle, Jpeg, JpegLs, Jpeg2000 };

struct DicomSyntax {
  std::string uid;
  DicomCodec codec = DicomCodec::Native;
  bool explicitVr = true;
  bool bigEndian = false;
  bool deflated = false;
};

struct ByteRange {
  std::uint64_t offset = 0, length = 0;
};

/// Where the pixels lie: one range when native, one per fragment when encapsulated. Offsets count
/// from the start of the file, or of the inflated data set when the syntax is deflated.
struct DicomPixelLocation {
  enum class Kind { Integer, Float, Double };
  Kind kind = Kind::Integer;
  bool encapsulated = false;
  bool isWords = false;  // value representation OW: big endian swaps 8-bit samples in pairs
  std::vector<ByteRange> ranges;
  std::vector<std::uint32_t> offsetTable;  // basic offset table; may be empty
};

struct DicomStructure {
  DicomSyntax syntax;
  std::uint64_t dataSetOffset = 0;
  std::optional<DicomPixelLocation> pixels;
};

/// Bytes of a file, read on demand; inflated at once and held when the data set is deflated.
class ByteSource {
 public:
  [[nodiscard]] static Result<ByteSource> open(const std::filesystem::path& file);
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// When the file was last written, in ns since 1970.
  [[nodiscard]] std::int64_t modified() const { return modified_; }
  /// False when the range is not wholly inside or cannot be read.
  [[nodiscard]] bool read(std::uint64_t offset, std::byte* to, std::size_t count);
  /// Replaces the bytes by the inflated data from `offset` on. Refuses more than 256 MiB.
  [[nodiscard]] Result<void> inflateFrom(std::uint64_t offset);

 private:
  ByteSource() = default;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::int64_t modified_ = 0;
  std::uint64_t bufferStart_ = 0;
  std::vector<std::byte> buffer_;
  bool inMemory_ = false;
};

/// True when the content starts like DICOM, with or without preamble. Reads its head.
[[nodiscard]] bool startsLikeDicom(const std::filesystem::path& file);

/// Checks the elements up to the pixels by our own rules before DCMTK reads the file: lengths
/// must stay inside it, sequences must close and must not nest deeper than 100, the pixels must be
/// packed the way the transfer syntax says. Unreadable or Unsupported.
[[nodiscard]] Result<DicomStructure> inspectDicom(ByteSource& source);

/// All bytes of one range.
[[nodiscard]] Result<std::vector<std::byte>> readRange(ByteSource& source, ByteRange range);

}  // namespace limn::imaging
