// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "limn/base/voxel_buffer.h"

#include <sys/mman.h>

#include <new>

namespace limn {

VoxelBuffer::VoxelBuffer(std::vector<std::byte> bytes)
    : held_(std::move(bytes)), data_(held_.data()), size_(held_.size()) {}

VoxelBuffer VoxelBuffer::zeros(std::size_t size) {
  VoxelBuffer buffer;
  if (size == 0) return buffer;
  void* pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  (void)::madvise(pages, size, MADV_HUGEPAGE);  // optional: a large volume takes many small pages
  buffer.data_ = static_cast<std::byte*>(pages);
  buffer.size_ = size;
  return buffer;
}

VoxelBuffer::~VoxelBuffer() {
  if (data_ != nullptr && held_.empty()) ::munmap(data_, size_);
}

}  // namespace limn
