// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "limn/base/case_data.h"
#include "limn/base/mask.h"
#include "limn/base/prompt.h"
#include "limn/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace limn::core {

/// The label of each voxel, in chunks of the storage order (x fastest). Never changes; copies share
/// the chunks and may be used on any thread. A copy for 512 x 512 x 600 voxels is 2,400 pointers.
class LabelVolume {
 public:
  LabelVolume() = default;
  explicit LabelVolume(Grid grid);  // background everywhere

  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] LabelId at(std::int64_t offset) const {
    return chunks_[chunkOf(offset)]->voxels[static_cast<std::size_t>(offset) % kChunk];
  }
  [[nodiscard]] std::int64_t count(LabelId label) const;
  /// Labels of a slice picture, row-major, layout.width * layout.height.
  [[nodiscard]] std::vector<LabelId> slice(SliceRef slice) const;
  [[nodiscard]] Mask mask(SliceRef slice, LabelId label) const;
  [[nodiscard]] std::vector<LabelId> voxels() const;  // slow: all of them
  /// The stretches that would make voxels of `label` background.
  [[nodiscard]] std::vector<LabelRun> removalOf(LabelId label) const;

 private:
  friend class LabelWriter;
  static constexpr std::size_t kChunk = std::size_t{1} << 16U;  // 128 KiB
  struct Chunk {
    std::array<LabelId, kChunk> voxels{};
    std::vector<std::pair<LabelId, std::int64_t>> counts;  // without the background

    [[nodiscard]] std::int64_t count(LabelId label) const;
    void add(LabelId label, std::int64_t change);
    /// The first voxel of the label from `from` on. Precondition: there is one.
    [[nodiscard]] std::size_t next(LabelId label, std::size_t from) const;
  };
  [[nodiscard]] static std::size_t chunkOf(std::int64_t offset) {
    return static_cast<std::size_t>(offset) / kChunk;
  }

  Grid grid_;
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  std::map<LabelId, std::int64_t> counts_;
};

/// Changes a label volume by runs. A chunk is copied when it changes for the first time, so that
/// volumes handed out before stay as they are.
class LabelWriter {
 public:
  explicit LabelWriter(LabelVolume from);

  [[nodiscard]] const LabelVolume& volume() const { return volume_; }
  void setGrid(Grid grid) { volume_.grid_ = std::move(grid); }  // of the same size
  /// A copy that stays as it is when this writer goes on.
  [[nodiscard]] LabelVolume share();
  /// Applies runs that fit.
  void apply(const std::vector<LabelRun>& runs);
  /// Mismatch when a run lies outside or meets a label that it does not expect; then the runs
  /// before it have been applied.
  [[nodiscard]] Result<void> applyChecked(const std::vector<LabelRun>& runs);

 private:
  [[nodiscard]] Result<void> check(const LabelRun& run) const;
  void apply(const LabelRun& run);

  LabelVolume volume_;
  std::vector<std::shared_ptr<LabelVolume::Chunk>> own_;  // chunks that nobody else has
};

/// What takes the runs back, to be applied in order.
[[nodiscard]] std::vector<LabelRun> inverseRuns(const std::vector<LabelRun>& runs);

}  // namespace limn::core
