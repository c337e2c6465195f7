// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "byte_source.h"
#include "json.h"
#include "limn/nn/checkpoint.h"
#include "tensor_layout.h"

#include <c10/util/Exception.h>
#include <c10/util/StringUtil.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>
#include <vector>

namespace limn::nn {
namespace {

/// A file under a temporary name beside `target` that gets its name only in commit(); without that
/// it vanishes.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
    if (std::error_code ignored; std::filesystem::is_directory(target_, ignored)) {
      throw CheckpointError(target_, "is a folder; give the name of a file to write");
    }
    temporary_ = target_;
    temporary_ += c10::str(".", std::random_device{}(), ".tmp");
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail("cannot be created");
  }
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!isCommitted_) ::unlink(temporary_.c_str());
  }

  void write(const void* data, std::size_t count) {
    const char* at = static_cast<const char*>(data);
    while (count > 0) {
      const ssize_t done = ::write(descriptor_, at, count);
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail("cannot be written");
      at += done;
      count -= static_cast<std::size_t>(done);
    }
  }

  void commit() {
    if (::fsync(descriptor_) != 0) fail("cannot be written");
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0) fail("cannot be written");
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be given its name");
    isCommitted_ = true;
    syncFolder();
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw CheckpointError(target_, c10::str(what, ": ", std::strerror(errno)));
  }

  /// Makes the new name survive a power cut; a file system that cannot do that is no error.
  void syncFolder() const {
    const std::filesystem::path folder = target_.has_parent_path() ? target_.parent_path() : ".";
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
  }

  std::filesystem::path target_, temporary_;
  int descriptor_ = -1;
  bool isCommitted_ = false;
};

using Named = std::pair<std::string, at::Tensor>;

/// Wide elements first, so that each tensor is aligned to its element; then by name.
std::vector<Named> inFileOrder(const std::filesystem::path& file, const StateDict& state) {
  std::vector<Named> tensors(state.tensors.begin(), state.tensors.end());
  for (const auto& [name, tensor] : tensors) {
    if (name == "__metadata__" || !isUtf8(name)) {
      throw CheckpointError(file, c10::str(inQuotes(name), " cannot be the name of a tensor"));
    }
    if (!tensor.defined() || tensor.layout() != at::kStrided ||
        dtypeCode(tensor.scalar_type()).empty()) {
      throw CheckpointError(file,
                            c10::str(inQuotes(name), " has no dtype that safetensors can hold"));
    }
  }
  std::ranges::stable_sort(tensors, std::ranges::greater{},
                           [](const Named& named) { return named.second.element_size(); });
  return tensors;
}

std::string headerText(const std::vector<Named>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::string text = "{";
  if (!metadata.empty()) {
    text += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata) {
      if (text.back() != '{') text += ',';
      text.append(jsonString(key)).append(":").append(jsonString(value));
    }
    text += '}';
  }
  std::size_t begin = 0;
  for (const auto& [name, tensor] : tensors) {
    std::string shape;
    for (const std::int64_t size : tensor.sizes()) {
      if (!shape.empty()) shape += ',';
      shape += std::to_string(size);
    }
    const std::size_t end =
        begin + static_cast<std::size_t>(tensor.numel()) * tensor.element_size();
    if (text.size() > 1) text += ',';
    text += c10::str(jsonString(name), ":{\"dtype\":\"", dtypeCode(tensor.scalar_type()),
                     "\",\"shape\":[", shape, "],\"data_offsets\":[", begin, ",", end, "]}");
    begin = end;
  }
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  return text;
}

}  // namespace

void writeSafetensors(const std::filesystem::path& file, const StateDict& state) {
  try {
    for (const auto& [key, value] : state.metadata) {
      if (!isUtf8(key) || !isUtf8(value)) {
        throw CheckpointError(file, c10::str("the metadata ", inQuotes(key), " is not UTF-8"));
      }
    }
    const std::vector<Named> tensors = inFileOrder(file, state);
    const std::string header = headerText(tensors, state.metadata);
    const std::uint64_t length = header.size();
    AtomicFile out(file);
    out.write(&length, sizeof length);
    out.write(header.data(), header.size());
    for (const auto& [name, tensor] : tensors) {
      const at::Tensor plain = tensor.detach().cpu().contiguous();
      out.write(plain.data_ptr(), plain.nbytes());
    }
    out.commit();
  } catch (const c10::Error& error) {
    throw CheckpointError(file, c10::str("cannot be written: ", error.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    throw CheckpointError(file, "cannot be written: not enough memory");
  }
}

}  // namespace limn::nn
