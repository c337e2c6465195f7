// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pickle.h"
#include "torch_file.h"
#include "zip_archive.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <memory>

namespace limn::nn {
namespace {

constexpr std::string_view kPickleName = "/data.pkl";

/// Name of the one folder in which torch.save puts everything.
std::string findRoot(const ByteSource& source, const ZipArchive& zip) {
  std::string root;
  for (const auto& [name, entry] : zip.entries()) {
    const std::string_view inRoot =
        std::string_view(name).substr(std::min(name.find('/'), name.size()));
    if (inRoot == "/constants.pkl" || inRoot.starts_with("/code/")) {
      source.fail(
          "is a TorchScript archive: a program, not a state dict. Save the weights with "
          "torch.save(model.state_dict(), file)");
    }
    if (inRoot != kPickleName) continue;
    if (!root.empty()) source.fail("the zip file holds more than one data.pkl");
    root = name.substr(0, name.size() - kPickleName.size());
  }
  if (root.empty()) {
    source.fail("is a zip file without data.pkl; expected a checkpoint of torch.save");
  }
  return root;
}

void checkByteOrder(const ByteSource& source, const ZipArchive& zip, const std::string& root) {
  const auto found = zip.entries().find(root + "/byteorder");
  if (found == zip.entries().end()) return;
  const std::uint64_t offset = zip.dataOffset(found->first, found->second);
  const std::string order = source.text(offset, std::min<std::uint64_t>(found->second.size, 16));
  if (order != "little") {
    source.fail(c10::str("its byte order is ", inQuotes(order), "; expected 'little'"));
  }
}

}  // namespace

bool looksLikeZip(const ByteSource& source) {
  if (source.size() < 4) return false;
  const std::string start = source.text(0, 4);
  return start == "PK\3\4" || start == "PK\5\6";
}

TorchFile openTorchZip(const ByteSource& source) {
  const auto zip = std::make_shared<const ZipArchive>(source);
  const std::string root = findRoot(source, *zip);
  checkByteOrder(source, *zip, root);

  const auto& [name, entry] = *zip->entries().find(root + std::string(kPickleName));
  const std::uint64_t begin = zip->dataOffset(name, entry);
  const auto locate = [&source, zip, root](const std::string& key) -> StorageExtent {
    const auto found = zip->entries().find(root + "/data/" + key);
    if (found == zip->entries().end()) {
      source.fail(c10::str("the zip file has no entry data/", inQuotes(key),
                           " for a tensor's storage; it is damaged"));
    }
    return {.offset = zip->dataOffset(found->first, found->second), .bytes = found->second.size};
  };
  return {.document = readPickle(source, begin, begin + entry.size), .locate = locate};
}

}  // namespace limn::nn
