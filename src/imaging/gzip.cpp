// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

namespace limn::imaging {

Result<std::vector<std::byte>> packGzip(std::span<const std::byte> bytes) {
  constexpr int kGzipWindow = 15 + 16, kMemoryLevel = 8, kLevel = 6;
  constexpr std::size_t kStep = std::size_t{1} << 20;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return fail(ErrorCode::OutOfMemory, "not enough memory to compress a file");
  }
  std::vector<std::byte> out;
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t step = std::min(kStep, bytes.size());
    // zlib does not write to its input; the cast is for its old signature.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(step);
    bytes = bytes.subspan(step);
    do {
      const std::size_t before = out.size();
      out.resize(before + kStep);
      stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream.avail_out = static_cast<uInt>(kStep);
      state = deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
      out.resize(out.size() - stream.avail_out);
    } while (state == Z_OK && stream.avail_out == 0);
    if (state == Z_BUF_ERROR) state = Z_OK;
  }
  deflateEnd(&stream);
  if (state != Z_STREAM_END) return fail(ErrorCode::Internal, "packing a file failed");
  return out;
}

}  // namespace limn::imaging
