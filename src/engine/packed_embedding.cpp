// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "packed_embedding.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/isfinite.h>
#include <c10/core/InferenceMode.h>
#include <fmt/core.h>

#include <cstdint>
#include <cstring>

namespace limn::engine {
namespace {

/// In the byte order of the machine; a cache is used on one machine only.
struct Header {
  std::int64_t isHalf = 0, channels = 0, side = 0;
  std::int64_t height = 0, width = 0, inputHeight = 0, inputWidth = 0, top = 0, left = 0;
};

tl::unexpected<Error> foreignBytes(std::size_t size) {
  return fail(ErrorCode::Mismatch,
              fmt::format("{} bytes are not an embedding of this network", size));
}

/// Whether the content lies inside the square input and in the picture.
bool isSound(const nn::InputFrame& frame, std::int64_t imageSize) {
  const auto fits = [&](std::int64_t begin, std::int64_t size) {
    return begin >= 0 && size > 0 && begin <= imageSize && size <= imageSize - begin;
  };
  return frame.height > 0 && frame.width > 0 && fits(frame.top, frame.inputHeight) &&
         fits(frame.left, frame.inputWidth);
}

}  // namespace

at::Tensor roundedForKeeping(const at::Tensor& features) {
  const c10::InferenceMode guard;
  const at::Tensor half = features.to(at::kHalf);
  if (!at::isfinite(half).all().item<bool>()) return features;
  return half.to(features.scalar_type());
}

std::vector<std::byte> packEmbedding(const nn::ImageEmbedding& embedding) {
  const c10::InferenceMode guard;
  const at::Tensor whole = embedding.features.to(at::kCPU, at::kFloat).contiguous();
  const at::Tensor half = whole.to(at::kHalf);
  const bool isHalf = at::equal(half.to(at::kFloat), whole);
  const at::Tensor& kept = isHalf ? half : whole;
  const nn::InputFrame& frame = embedding.frame;
  const Header header{isHalf ? 1 : 0,    kept.size(1),     kept.size(3), frame.height, frame.width,
                      frame.inputHeight, frame.inputWidth, frame.top,    frame.left};
  std::vector<std::byte> bytes(sizeof header + kept.nbytes());
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, kept.data_ptr(), kept.nbytes());
  return bytes;
}

Result<nn::ImageEmbedding> unpackEmbedding(std::span<const std::byte> bytes,
                                           const nn::SamConfig& config) {
  const c10::InferenceMode guard;
  Header header;
  if (bytes.size() < sizeof header) return foreignBytes(bytes.size());
  std::memcpy(&header, bytes.data(), sizeof header);
  const nn::InputFrame frame{header.height,     header.width, header.inputHeight,
                             header.inputWidth, header.top,   header.left};
  if ((header.isHalf != 0 && header.isHalf != 1) || header.channels != config.decoderWidth ||
      header.side != config.gridSide() || !isSound(frame, config.imageSize)) {
    return foreignBytes(bytes.size());
  }
  const at::Tensor kept = at::empty({1, header.channels, header.side, header.side},
                                    header.isHalf == 1 ? at::kHalf : at::kFloat);
  const auto values = bytes.subspan(sizeof header);
  if (values.size() != kept.nbytes()) return foreignBytes(bytes.size());
  std::memcpy(kept.data_ptr(), values.data(), values.size());
  return nn::ImageEmbedding{kept.to(at::kFloat), frame};
}

std::string arithmeticOf(const std::string& deviceName) {
  std::string text = deviceName.substr(0, deviceName.find(" ("));
  const std::size_t number = text.find(':');
  if (number != std::string::npos) {
    const std::size_t end = text.find_first_not_of("0123456789", number + 1);
    text.erase(number, end == std::string::npos ? end : end - number);
  }
  return text;
}

}  // namespace limn::engine
