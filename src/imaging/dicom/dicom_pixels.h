// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dicom_header.h"
#include "limn/base/result.h"

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace limn::imaging {

/// One unpacked frame: little endian, samples of a pixel side by side, nothing masked or rescaled.
/// Single bits become bytes of 0 and 1.
struct StoredFrame {
  enum class Kind { Integer, Float, Double };
  Kind kind = Kind::Integer;
  int bitsAllocated = 16, bitsStored = 16, highBit = 15;
  bool isSigned = false;
  int samples = 1;
  std::string photometric;  // as the samples are now: RGB where the codec has undone YBR
  std::vector<std::byte> bytes;
};

/// Unpacks frames; keeps the file it read last open. One thread at a time.
class DicomFrameReader {
 public:
  DicomFrameReader();
  ~DicomFrameReader();
  DicomFrameReader(const DicomFrameReader&) = delete;
  DicomFrameReader& operator=(const DicomFrameReader&) = delete;

  /// Frame `index`, from 0. Unreadable, Unsupported, Cancelled, OutOfMemory.
  [[nodiscard]] Result<StoredFrame> read(const DicomHeader& header, std::size_t index,
                                         const std::stop_token& stop);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace limn::imaging
