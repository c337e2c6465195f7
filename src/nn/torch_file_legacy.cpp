// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle.h"
#include "torch_file.h"

#include <c10/util/StringUtil.h>

#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace limn::nn {
namespace {

// 0x1950a86a20f9469cfc6c, little-endian.
constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t kProtocol = 1001;

/// Reads the pickles of a legacy file one after the other.
class LegacyReader {
 public:
  explicit LegacyReader(const ByteSource& source) : source_(source) {}

  void readPreamble() {
    const PickleDocument magic = next();
    const auto* bytes = magic.get<PickleBytes>(magic.root);
    if (bytes == nullptr || bytes->bytes != kMagic) {
      source_.fail("is a pickle, but not one of torch.save");
    }
    const PickleDocument protocol = next();
    const auto* number = protocol.get<std::int64_t>(protocol.root);
    if (number == nullptr || *number != kProtocol) {
      source_.fail("is of an unknown version of torch.save; expected protocol 1001");
    }
    checkSystem(next());
  }

  [[nodiscard]] PickleDocument next() {
    PickleDocument document = readPickle(source_, at_, source_.size());
    at_ = document.end;
    return document;
  }

  /// Each storage is its element count (8 bytes) and its elements, in the order of the key list.
  [[nodiscard]] std::map<std::string, StorageExtent> readStorages(const PickleDocument& document) {
    const std::map<std::string_view, PickleStorage> known = storagesOf(document);
    const PickleDocument keys = next();
    const auto* list = keys.get<PickleList>(keys.root);
    if (list == nullptr) source_.fail("its list of storages is damaged");
    std::map<std::string, StorageExtent> extents;
    for (const PickleRef ref : list->items) {
      const auto* key = keys.get<std::string>(ref);
      const auto storage = key == nullptr ? known.end() : known.find(*key);
      if (storage == known.end())
        source_.fail("its list of storages names one that no tensor uses");
      const StorageExtent extent = readExtent(storage->second);
      if (!extents.emplace(*key, extent).second) source_.fail("a storage comes twice");
    }
    return extents;
  }

 private:
  void checkSystem(const PickleDocument& system) const {
    const auto* dict = system.get<PickleDict>(system.root);
    if (dict == nullptr) source_.fail("its description of the writing system is damaged");
    for (const auto& [key, value] : dict->items) {
      const auto* name = system.get<std::string>(key);
      const auto* isLittle = system.get<bool>(value);
      if (name != nullptr && *name == "little_endian" && isLittle != nullptr && !*isLittle) {
        source_.fail("its numbers are big-endian; expected little-endian");
      }
    }
  }

  [[nodiscard]] std::map<std::string_view, PickleStorage> storagesOf(
      const PickleDocument& document) const {
    std::map<std::string_view, PickleStorage> known;
    for (const PickleValue& value : document.values) {
      const auto* storage = std::get_if<PickleStorage>(&value);
      if (storage == nullptr) continue;
      const auto [row, isNew] =
          known.try_emplace(*document.get<std::string>(storage->key), *storage);
      if (!isNew && (row->second.type != storage->type || row->second.count != storage->count)) {
        source_.fail("a storage is described in two ways");
      }
    }
    return known;
  }

  StorageExtent readExtent(const PickleStorage& storage) {
    std::int64_t count = 0;
    source_.read(at_, std::as_writable_bytes(std::span(&count, 1)));
    if (count != storage.count) {
      source_.fail(
          c10::str("a storage has ", count, " elements; its tensors expect ", storage.count));
    }
    const std::uint64_t bytes = static_cast<std::uint64_t>(count) * c10::elementSize(storage.type);
    const StorageExtent extent{.offset = at_ + sizeof count, .bytes = bytes};
    if (extent.offset > source_.size() || bytes > source_.size() - extent.offset) {
      source_.fail(c10::str("ends in the middle of a storage of ", bytes, " bytes; it is cut"));
    }
    at_ = extent.offset + bytes;
    return extent;
  }

  const ByteSource& source_;
  std::uint64_t at_ = 0;
};

}  // namespace

bool looksLikePickle(const ByteSource& source) {
  if (source.size() < 2) return false;
  const std::string start = source.text(0, 2);
  return start[0] == '\x80' && start[1] >= 2 && start[1] <= 5;
}

TorchFile openTorchLegacy(const ByteSource& source) {
  LegacyReader reader(source);
  reader.readPreamble();
  TorchFile file{.document = reader.next(), .locate = {}};
  file.locate = [&source, extents = reader.readStorages(file.document)](const std::string& key) {
    const auto found = extents.find(key);
    if (found == extents.end()) {
      source.fail(c10::str("has no storage ", inQuotes(key), " for a tensor; it is damaged"));
    }
    return found->second;
  };
  return file;
}

}  // namespace limn::nn
