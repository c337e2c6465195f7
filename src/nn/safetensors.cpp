// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "safetensors.h"

#include "json.h"
#include "tensor_layout.h"

#include <c10/util/StringUtil.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace limn::nn {
namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;  // the reference implementation's bound

std::uint64_t headerLength(const ByteSource& source) {
  std::uint64_t length = 0;
  if (source.size() < sizeof length) return 0;
  source.read(0, std::as_writable_bytes(std::span(&length, 1)));
  return length;
}

SafetensorsEntry readEntry(JsonReader& json, std::string name) {
  SafetensorsEntry entry;
  entry.name = std::move(name);
  std::vector<std::int64_t> offsets;
  bool hasType = false, hasShape = false;
  json.object([&](const std::string& key) {
    if (key == "dtype") {
      const std::string code = json.string();
      const auto type = dtypeFromCode(code);
      if (!type)
        json.fail(c10::str("unknown dtype ", inQuotes(code), " of ", inQuotes(entry.name)));
      entry.type = *type;
      hasType = true;
    } else if (key == "shape") {
      json.array([&] { entry.shape.push_back(json.integer()); });
      hasShape = true;
    } else if (key == "data_offsets") {
      json.array([&] { offsets.push_back(json.integer()); });
    } else {
      json.fail(c10::str("unknown key ", inQuotes(key), " of ", inQuotes(entry.name)));
    }
  });
  if (!hasType || !hasShape || offsets.size() != 2) {
    json.fail(c10::str(inQuotes(entry.name), " lacks dtype, shape or two data_offsets"));
  }
  entry.begin = offsets[0];
  entry.end = offsets[1];
  return entry;
}

SafetensorsHeader parseHeader(const ByteSource& source, std::uint64_t length) {
  const std::string text = source.text(sizeof length, length);
  SafetensorsHeader header;
  try {
    JsonReader json(text);
    json.object([&](const std::string& key) {
      if (key == "__metadata__") {
        json.object([&](const std::string& name) { header.metadata[name] = json.string(); });
      } else {
        header.entries.push_back(readEntry(json, key));
      }
    });
    json.end();
  } catch (const JsonError& error) {
    source.fail(c10::str("the safetensors header is damaged: ", error.what()));
  }
  return header;
}

/// The data must be covered exactly, and each tensor must have the bytes of its shape.
void checkCover(const ByteSource& source, std::vector<SafetensorsEntry>& entries,
                std::uint64_t dataSize) {
  std::ranges::sort(entries, [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::int64_t covered = 0;
  for (const SafetensorsEntry& entry : entries) {
    const auto count = elementCount(entry.shape);
    std::int64_t bytes = 0;
    if (!count || __builtin_mul_overflow(*count, c10::elementSize(entry.type), &bytes)) {
      source.fail(c10::str("the shape of ", inQuotes(entry.name), " is impossible"));
    }
    if (entry.begin != covered || entry.end < entry.begin) {
      source.fail(c10::str("the data of ", inQuotes(entry.name), " begins at ", entry.begin,
                           "; expected ", covered, ", without gap or overlap"));
    }
    if (entry.end - entry.begin != bytes) {
      source.fail(c10::str(inQuotes(entry.name), " has ", entry.end - entry.begin,
                           " bytes; its shape and dtype need ", bytes));
    }
    covered = entry.end;
  }
  if (static_cast<std::uint64_t>(covered) != dataSize) {
    source.fail(c10::str("the header describes ", covered, " bytes of data, the file holds ",
                         dataSize, "; it is cut or damaged"));
  }
}

}  // namespace

bool looksLikeSafetensors(const ByteSource& source) {
  const std::uint64_t length = headerLength(source);
  if (source.size() < 10 || length < 2 || length > kLongestHeader) return false;
  return source.text(sizeof length, 1) == "{";
}

SafetensorsHeader readSafetensorsHeader(const ByteSource& source) {
  const std::uint64_t length = headerLength(source);
  if (length > kLongestHeader ||
      length > source.size() - std::min<std::uint64_t>(source.size(), 8)) {
    source.fail(c10::str("the safetensors header claims ", length, " bytes, the file has ",
                         source.size(), "; it is cut or damaged"));
  }
  SafetensorsHeader header = parseHeader(source, length);
  header.dataStart = sizeof length + length;
  checkCover(source, header.entries, source.size() - header.dataStart);
  return header;
}

StateDict readSafetensors(const ByteSource& source) {
  SafetensorsHeader header = readSafetensorsHeader(source);
  StateDict state{.tensors = {}, .metadata = std::move(header.metadata)};
  for (const SafetensorsEntry& entry : header.entries) {
    const std::int64_t count = elementCount(entry.shape).value_or(0);
    const std::uint64_t offset = header.dataStart + static_cast<std::uint64_t>(entry.begin);
    state.tensors.emplace(entry.name,
                          readElements(source, offset, count, entry.type).view(entry.shape));
  }
  return state;
}

}  // namespace limn::nn
