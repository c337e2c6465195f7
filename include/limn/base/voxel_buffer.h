// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace limn {

/// The bytes of a volume: those of a given vector, or zeros whose pages take memory only when they
/// are first touched, so that several threads can fill a large volume without one of them clearing
/// it first. Can be moved, not copied.
class VoxelBuffer {
 public:
  VoxelBuffer() = default;
  VoxelBuffer(std::vector<std::byte> bytes);  // NOLINT: a vector is a buffer
  VoxelBuffer(std::initializer_list<std::byte> bytes) : VoxelBuffer(std::vector(bytes)) {}
  /// Throws std::bad_alloc.
  [[nodiscard]] static VoxelBuffer zeros(std::size_t size);
  VoxelBuffer(VoxelBuffer&& other) noexcept { *this = std::move(other); }
  VoxelBuffer& operator=(VoxelBuffer&& other) noexcept {
    std::swap(held_, other.held_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~VoxelBuffer();

  [[nodiscard]] std::byte* data() { return data_; }
  [[nodiscard]] const std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::byte* begin() const { return data_; }
  [[nodiscard]] const std::byte* end() const { return data_ + size_; }
  friend bool operator==(const VoxelBuffer& a, const VoxelBuffer& b) {
    return std::equal(a.data_, a.data_ + a.size_, b.data_, b.data_ + b.size_);
  }
  [[nodiscard]] std::byte operator[](std::size_t i) const { return data_[i]; }

 private:
  std::vector<std::byte> held_;  // empty: mapped, or nothing
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace limn
