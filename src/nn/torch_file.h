// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "byte_source.h"
#include "pickle_value.h"

#include <cstdint>
#include <functional>
#include <string>

namespace limn::nn {

/// Where the bytes of a storage lie in a file.
struct StorageExtent {
  std::uint64_t offset = 0, bytes = 0;
};

/// What torch.save wrote: the value, and where to find the storages that its tensors name.
struct TorchFile {
  PickleDocument document;
  /// By a storage's key. Throws CheckpointError when the file has no such storage.
  std::function<StorageExtent(const std::string& key)> locate;
};

[[nodiscard]] bool looksLikeZip(const ByteSource& source);
[[nodiscard]] bool looksLikePickle(const ByteSource& source);

/// A zip archive (torch 1.6 and later). Refuses TorchScript. `source` must outlive the result.
[[nodiscard]] TorchFile openTorchZip(const ByteSource& source);
/// The older form: five pickles, then the storages. `source` must outlive the result.
[[nodiscard]] TorchFile openTorchLegacy(const ByteSource& source);

}  // namespace limn::nn
