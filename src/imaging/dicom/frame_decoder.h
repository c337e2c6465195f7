// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/result.h"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stop_token>
#include <vector>

namespace limn::imaging {

/// The size that a decoded picture must have.
struct FrameShape {
  std::int64_t columns = 0, rows = 0;
  int samples = 1;
};

/// Samples of a pixel side by side, little endian, 1, 2 or 4 bytes each.
struct DecodedFrame {
  int cellBytes = 1;
  int precision = 8;
  bool isSigned = false;
  std::vector<std::byte> bytes;
};

/// Unpacks JPEG 2000 in a child process (`limn-decode`), so that a damaged picture can end only
/// the child. The child starts with the first picture, serves any number and ends with this object.
/// One thread at a time.
class FrameDecoder {
 public:
  FrameDecoder() = default;
  FrameDecoder(const FrameDecoder&) = delete;
  FrameDecoder& operator=(const FrameDecoder&) = delete;
  ~FrameDecoder();

  /// Unreadable when the picture is damaged, of another shape, or takes over two minutes;
  /// Unsupported when the child is not installed; Cancelled.
  [[nodiscard]] Result<DecodedFrame> decode(std::span<const std::byte> packed,
                                            const FrameShape& shape, const std::stop_token& stop);

  /// Where `limn-decode` is: the environment variable LIMN_DECODER, beside the running program, or
  /// in `bin` or `libexec/limn` next to its folder. Empty when it is not found.
  [[nodiscard]] static std::filesystem::path program();

 private:
  [[nodiscard]] Result<void> start();
  void end();
  enum class Direction { Send, Receive };
  [[nodiscard]] Result<void> transfer(Direction direction, std::byte* bytes, std::size_t count,
                                      const std::stop_token& stop);
  int socket_ = -1;
  pid_t child_ = -1;
};

}  // namespace limn::imaging
