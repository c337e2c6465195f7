// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace limn::nn {

/// Index of a value in its PickleDocument. Values refer to each other by index, so that deep or
/// cyclic ones need neither recursion nor reference counts.
using PickleRef = std::uint32_t;

struct PickleNone {};
struct PickleBytes {  // also integers of more than 64 bits, little-endian
  std::string bytes;
};
struct PickleTuple {
  std::vector<PickleRef> items;
};
struct PickleList {  // also sets
  std::vector<PickleRef> items;
};
struct PickleDict {  // with its subclasses of `collections`
  std::vector<std::pair<PickleRef, PickleRef>> items;
};
struct PickleGlobal {
  std::string name;  // "module.name"
};
/// What an unknown global would have made. It is inert: arguments, state and items are dropped.
struct PickleObject {
  PickleRef global;  // a PickleGlobal
};
/// A run of elements in a storage. Sizes in elements; the view lies inside `count`.
struct PickleStorage {
  at::ScalarType type;
  PickleRef key;  // a string
  std::int64_t count;
  std::int64_t viewOffset, viewCount;
};
/// Shape and stride are tuples of as many integers; they have been checked to stay inside the
/// storage.
struct PickleTensor {
  PickleRef storage;
  std::int64_t offset;  // elements from the start of the whole storage
  PickleRef shape, stride;
};

using PickleValue =
    std::variant<PickleNone, bool, std::int64_t, double, std::string, PickleBytes, PickleTuple,
                 PickleList, PickleDict, PickleGlobal, PickleObject, PickleStorage, PickleTensor>;

/// All values of one pickle.
struct PickleDocument {
  std::vector<PickleValue> values;
  PickleRef root = 0;
  std::uint64_t end = 0;  // first byte after the pickle

  template <typename T>
  [[nodiscard]] const T* get(PickleRef ref) const {
    return std::get_if<T>(&values[ref]);
  }
  /// The integers of a tuple. `ref` must be a tuple of integers.
  [[nodiscard]] std::vector<std::int64_t> integers(PickleRef ref) const {
    std::vector<std::int64_t> result;
    for (const PickleRef item : get<PickleTuple>(ref)->items) {
      result.push_back(*get<std::int64_t>(item));
    }
    return result;
  }
};

}  // namespace limn::nn
