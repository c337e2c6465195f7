// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace limn::imaging {

/// The messages on the socket between FrameDecoder and limn-decode; both run on one machine, so
/// numbers are in its byte order. A request is followed by `bytes` bytes of the packed picture.
struct DecodeRequest {
  static constexpr std::uint32_t kMagic = 0x4E4D494C;
  std::uint32_t magic = kMagic;
  std::uint32_t reserved = 0;
  std::uint64_t bytes = 0;
};

/// Followed by `bytes` bytes: samples, or a sentence when `failed`.
struct DecodeReply {
  std::uint32_t failed = 0;
  std::uint32_t columns = 0, rows = 0, samples = 0;
  std::uint32_t precision = 0, isSigned = 0;
  std::uint64_t bytes = 0;
};

}  // namespace limn::imaging
