// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "record.h"

#include "limn/base/content_hash.h"

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace limn::cache {
namespace {

struct Header {
  char magic[8];
  std::uint64_t version, payloadBytes;
  char content[kNameDigits];
  ContentHash::Value checksum;
};
static_assert(sizeof(Header) == kHeaderBytes);

constexpr std::uint64_t kVersion = 1;

tl::unexpected<std::string_view> refused(std::string_view why) {
  return tl::unexpected<std::string_view>(why);
}

Header makeHeader(std::string_view content, std::span<const std::byte> payload) {
  assert(content.size() == kNameDigits);
  Header header{{'L', 'I', 'M', 'N', 'E', 'M', 'B', '\n'}, kVersion, payload.size(), {}, {}};
  std::memcpy(header.content, content.data(), kNameDigits);
  header.checksum = ContentHash()
                        .add(std::as_bytes(std::span(&header, 1)).first(offsetof(Header, checksum)))
                        .add(payload)
                        .value();
  return header;
}

}  // namespace

std::array<std::byte, kHeaderBytes> recordHeader(std::string_view content,
                                                 std::span<const std::byte> payload) {
  return std::bit_cast<std::array<std::byte, kHeaderBytes>>(makeHeader(content, payload));
}

tl::expected<std::span<const std::byte>, std::string_view> recordPayload(
    std::span<const std::byte> record, std::string_view content) {
  if (record.size() < kHeaderBytes) return refused("it is truncated");
  Header found;
  std::memcpy(&found, record.data(), kHeaderBytes);
  const auto payload = record.subspan(kHeaderBytes);
  const Header expected = makeHeader(content, payload);
  if (std::memcmp(found.magic, expected.magic, sizeof found.magic) != 0) {
    return refused("it is not an encoded slice");
  }
  if (found.version != kVersion) return refused("another version of Limn wrote it");
  if (found.payloadBytes != payload.size()) return refused("it is truncated");
  if (std::memcmp(found.content, expected.content, kNameDigits) != 0) {
    return refused("it belongs to another slice or model");
  }
  if (found.checksum != expected.checksum) return refused("its checksum does not match");
  return payload;
}

}  // namespace limn::cache
