// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "blob_code.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace limn::store {
namespace {

constexpr std::int64_t kLargestSide = 4096;          // of logits; SAM has 256
constexpr std::int64_t kLargestPicture = 1LL << 32;  // pixels of a mask

void put(Bytes& bytes, std::uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>(0x80U | (value & 0x7FU)));
    value >>= 7U;
  }
  bytes.push_back(static_cast<char>(value));
}

/// Reads one number after another; stops at the first that is cut off.
class Numbers {
 public:
  explicit Numbers(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] bool isAtEnd() const { return bytes_.empty() && !isBroken_; }
  [[nodiscard]] bool isBroken() const { return isBroken_; }
  /// A number of at most `largest`. 0 when there is none; all further reads fail then.
  std::uint64_t take(std::uint64_t largest) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && !bytes_.empty() && !isBroken_; shift += 7) {
      const unsigned char byte = bytes_.front();
      bytes_ = bytes_.subspan(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) != 0) continue;
      if (value <= largest) return value;
      break;
    }
    isBroken_ = true;
    return 0;
  }

 private:
  ByteView bytes_;
  bool isBroken_ = false;
};

constexpr std::uint64_t kAnyLabel = std::numeric_limits<LabelId>::max();

tl::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::Unreadable, fmt::format("the bytes of {} are damaged", what));
}

}  // namespace

Bytes encodeLabelRuns(const std::vector<LabelRun>& runs) {
  Bytes bytes;
  std::int64_t end = 0;
  for (const LabelRun& run : runs) {
    const std::int64_t step = run.start - end;
    put(bytes, (static_cast<std::uint64_t>(step) << 1U) ^ static_cast<std::uint64_t>(step >> 63));
    put(bytes, static_cast<std::uint64_t>(run.length));
    put(bytes, run.before);
    put(bytes, run.after);
    end = run.start + run.length;
  }
  return bytes;
}

Result<std::vector<LabelRun>> decodeLabelRuns(ByteView bytes, std::int64_t voxels) {
  std::vector<LabelRun> runs;
  Numbers numbers(bytes);
  const auto count = static_cast<std::uint64_t>(voxels);
  std::int64_t end = 0;
  while (!numbers.isAtEnd()) {
    const std::uint64_t step = numbers.take(2 * count + 1);
    LabelRun run;
    run.start =
        end + (static_cast<std::int64_t>(step >> 1U) ^ -static_cast<std::int64_t>(step & 1U));
    run.length = static_cast<std::int64_t>(numbers.take(count));
    run.before = static_cast<LabelId>(numbers.take(kAnyLabel));
    run.after = static_cast<LabelId>(numbers.take(kAnyLabel));
    if (numbers.isBroken() || run.start < 0 || run.length < 1 || run.start > voxels - run.length) {
      return damaged("a change of voxels");
    }
    end = run.start + run.length;
    runs.push_back(run);
  }
  return runs;
}

Bytes encodeMask(const Mask& mask) {
  Bytes bytes;
  for (const std::uint32_t run : encodeRle(mask).runs)
    put(bytes, run);
  return bytes;
}

Result<Mask> decodeMask(ByteView bytes, std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1 || width > kLargestPicture / height) return damaged("a mask");
  MaskRle rle{width, height, {}};
  Numbers numbers(bytes);
  auto left = static_cast<std::uint64_t>(width * height);
  while (!numbers.isAtEnd()) {
    const std::uint64_t run =
        numbers.take(std::min<std::uint64_t>(left, std::numeric_limits<std::uint32_t>::max()));
    if (numbers.isBroken()) return damaged("a mask");
    left -= run;
    rle.runs.push_back(static_cast<std::uint32_t>(run));
  }
  if (left != 0) return damaged("a mask");
  return decodeRle(rle);
}

Bytes encodeLabels(std::span<const LabelId> labels) {
  Bytes bytes;
  for (auto run = labels.begin(); run != labels.end();) {
    const auto end = std::find_if(run, labels.end(), [&](LabelId label) { return label != *run; });
    put(bytes, *run);
    put(bytes, static_cast<std::uint64_t>(end - run));
    run = end;
  }
  return bytes;
}

Result<std::vector<LabelId>> decodeLabels(ByteView bytes, std::int64_t pixels) {
  std::vector<LabelId> labels;
  Numbers numbers(bytes);
  auto left = static_cast<std::uint64_t>(pixels);
  while (!numbers.isAtEnd()) {
    const auto label = static_cast<LabelId>(numbers.take(kAnyLabel));
    const std::uint64_t length = numbers.take(left);
    if (numbers.isBroken()) return damaged("a slice of labels");
    left -= length;
    labels.insert(labels.end(), length, label);
  }
  if (left != 0) return damaged("a slice of labels");
  return labels;
}

Bytes encodeLogits(const LowResLogits& logits) {
  static_assert(std::endian::native == std::endian::little, "logits are stored as they lie");
  Bytes bytes(logits.values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), logits.values.data(), bytes.size());
  return bytes;
}

Result<LowResLogitsPtr> decodeLogits(ByteView bytes, std::int64_t side) {
  if (side < 1 || side > kLargestSide ||
      bytes.size() != static_cast<std::size_t>(side * side) * sizeof(float)) {
    return damaged("logits");
  }
  LowResLogits logits{side, std::vector<float>(static_cast<std::size_t>(side * side))};
  std::memcpy(logits.values.data(), bytes.data(), bytes.size());
  if (!std::ranges::all_of(logits.values, [](float value) { return std::isfinite(value); })) {
    return damaged("logits");
  }
  return std::make_shared<const LowResLogits>(std::move(logits));
}

}  // namespace limn::store
