// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace limn::nn::test {

/// Little-endian bytes of a number.
template <typename T>
[[nodiscard]] std::string raw(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// Writes a pickle of protocol 2 by hand, so that tests can also write wrong ones.
class PickleWriter {
 public:
  PickleWriter& op(std::string_view bytes) {
    text_ += bytes;
    return *this;
  }
  PickleWriter& global(std::string_view module, std::string_view name) {
    return op("c").op(module).op("\n").op(name).op("\n");
  }
  PickleWriter& string(std::string_view value) {
    return op("X").op(raw(static_cast<std::uint32_t>(value.size()))).op(value);
  }
  PickleWriter& integer(std::int64_t value) { return op("\x8a\x08").op(raw(value)); }
  PickleWriter& tuple(const std::vector<std::int64_t>& values) {
    op("(");
    for (const std::int64_t value : values)
      integer(value);
    return op("t");
  }
  struct Tensor {
    std::string key = "0";
    std::int64_t storageCount = 6, offset = 0;
    std::vector<std::int64_t> shape{2, 3}, stride{3, 1};
    std::string storageClass = "FloatStorage";
  };
  PickleWriter& tensor(const Tensor& t) {
    global("torch._utils", "_rebuild_tensor_v2").op("((").string("storage");
    global("torch", t.storageClass).string(t.key).string("cpu").integer(t.storageCount).op("tQ");
    integer(t.offset).tuple(t.shape).tuple(t.stride).op("\x89");
    return global("collections", "OrderedDict").op(")RtR");
  }
  [[nodiscard]] std::string done() const { return "\x80\x02" + text_ + "."; }

 private:
  std::string text_;
};

using ZipEntries = std::vector<std::pair<std::string, std::string>>;

/// A zip file of stored entries. Checksums are left zero, as readers of checkpoints skip them.
[[nodiscard]] inline std::string zipOf(const ZipEntries& entries, std::uint16_t method = 0) {
  const auto half = [](std::size_t value) { return raw(static_cast<std::uint16_t>(value)); };
  const auto word = [](std::size_t value) { return raw(static_cast<std::uint32_t>(value)); };
  std::string file, directory;
  for (const auto& [name, data] : entries) {
    const std::string shared = half(0) + raw(method) + word(0) + word(0) + word(data.size()) +
                               word(data.size()) + half(name.size());
    directory += "PK\1\2" + half(20) + half(20) + shared + half(0) + half(0) + half(0) + half(0) +
                 word(0) + word(file.size()) + name;
    file += "PK\3\4" + half(20) + shared + half(0) + name + data;
  }
  const std::string counts = half(entries.size()) + half(entries.size());
  return file + directory + "PK\5\6" + word(0) + counts + word(directory.size()) +
         word(file.size()) + half(0);
}

/// The same as zipOf(), with its sizes and offsets in the zip64 records.
[[nodiscard]] inline std::string zip64Of(const ZipEntries& entries) {
  const auto half = [](std::size_t value) { return raw(static_cast<std::uint16_t>(value)); };
  const auto word = [](std::size_t value) { return raw(static_cast<std::uint32_t>(value)); };
  const auto wide = [](std::size_t value) { return raw(static_cast<std::uint64_t>(value)); };
  const std::string inExtra = word(0xFFFFFFFF);
  std::string file, directory;
  for (const auto& [name, data] : entries) {
    const std::string extra =
        half(1) + half(24) + wide(data.size()) + wide(data.size()) + wide(file.size());
    directory += "PK\1\2" + half(45) + half(45) + half(0) + half(0) + word(0) + word(0) + inExtra +
                 inExtra + half(name.size()) + half(extra.size()) + half(0) + half(0) + half(0) +
                 word(0) + inExtra + name + extra;
    file += "PK\3\4" + half(45) + half(0) + half(0) + word(0) + word(0) + inExtra + inExtra +
            half(name.size()) + half(0) + name + data;
  }
  const std::size_t end64 = file.size() + directory.size();
  return file + directory + "PK\6\6" + wide(44) + half(45) + half(45) + word(0) + word(0) +
         wide(entries.size()) + wide(entries.size()) + wide(directory.size()) + wide(file.size()) +
         "PK\6\7" + word(0) + wide(end64) + word(1) + "PK\5\6" + word(0) + half(0xFFFF) +
         half(0xFFFF) + word(0xFFFFFFFF) + word(0xFFFFFFFF) + half(0);
}

/// Six floats 0..5, the storage of PickleWriter::Tensor's defaults.
[[nodiscard]] inline std::string sixFloats() {
  std::string data;
  for (int i = 0; i < 6; ++i)
    data += raw(static_cast<float>(i));
  return data;
}

/// {"w": tensor} as torch.save writes it today.
[[nodiscard]] inline std::string zipCheckpoint(const PickleWriter::Tensor& tensor = {},
                                               const std::string& data = sixFloats()) {
  const std::string pickle = PickleWriter().op("}").string("w").tensor(tensor).op("s").done();
  return zipOf({{"x/data.pkl", pickle}, {"x/data/0", data}, {"x/version", "3\n"}});
}

/// `value` (the opcodes of one value) and its storages in the form of torch before 1.6.
[[nodiscard]] inline std::string legacyCheckpoint(
    const std::string& value,
    const std::vector<std::pair<std::string, std::string>>& keysAndFloats) {
  const std::string magic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 12);
  std::string file = PickleWriter().op(magic).done() + PickleWriter().integer(1001).done();
  file += PickleWriter().op("}").string("little_endian").op("\x88s").done();
  file += PickleWriter().op(value).done();
  PickleWriter keys;
  keys.op("](");
  for (const auto& [key, data] : keysAndFloats)
    keys.string(key);
  file += keys.op("e").done();
  for (const auto& [key, data] : keysAndFloats) {
    file += raw(static_cast<std::int64_t>(data.size() / sizeof(float))) + data;
  }
  return file;
}

}  // namespace limn::nn::test
