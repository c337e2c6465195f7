// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "label_slices.h"

#include "blob_code.h"
#include "sqlite_errors.h"

#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

namespace limn::store {
namespace {

std::int64_t pixelsOf(const Grid& grid) {
  return grid.size.x * grid.size.y;
}

std::vector<LabelId> labelsIn(const SQLite::Column& column, std::int64_t pixels) {
  return orDamage(decodeLabels({static_cast<const unsigned char*>(column.getBlob()),
                                static_cast<std::size_t>(column.getBytes())},
                               pixels));
}

/// The runs, cut at the borders of slices and grouped by slice; starts count from the first voxel
/// of the slice.
std::map<std::int64_t, std::vector<LabelRun>> bySlice(const std::vector<LabelRun>& runs,
                                                      std::int64_t pixels) {
  std::map<std::int64_t, std::vector<LabelRun>> slices;
  for (LabelRun rest : runs) {
    while (rest.length > 0) {
      const std::int64_t z = rest.start / pixels, within = rest.start % pixels;
      const std::int64_t length = std::min(rest.length, pixels - within);
      slices[z].push_back({within, length, rest.before, rest.after});
      rest.start += length;
      rest.length -= length;
    }
  }
  return slices;
}

}  // namespace

void applyToSlices(SQLite::Database& database, const Grid& grid,
                   const std::vector<LabelRun>& runs) {
  const std::int64_t pixels = pixelsOf(grid);
  SQLite::Statement find(database, "SELECT labels FROM slice WHERE z = ?");
  SQLite::Statement put(database,
                        "INSERT INTO slice VALUES (?, ?) ON CONFLICT (z) DO UPDATE SET labels = "
                        "excluded.labels");
  SQLite::Statement remove(database, "DELETE FROM slice WHERE z = ?");
  for (const auto& [z, own] : bySlice(runs, pixels)) {
    if (z < 0 || z >= grid.size.z) {
      throw Damage{Error{ErrorCode::Mismatch, fmt::format("there is no slice {}", z), {}}};
    }
    find.reset();
    find.bind(1, z);
    std::vector<LabelId> labels = find.executeStep()
                                      ? labelsIn(find.getColumn(0), pixels)
                                      : std::vector<LabelId>(static_cast<std::size_t>(pixels));
    orDamage(applyChecked(labels, own));
    const bool isEmpty =
        std::ranges::all_of(labels, [](LabelId label) { return label == LabelId{0}; });
    SQLite::Statement& change = isEmpty ? remove : put;
    change.reset();
    change.bind(1, z);
    const Bytes bytes = isEmpty ? Bytes() : encodeLabels(labels);
    if (!isEmpty) change.bind(2, bytes.data(), static_cast<int>(bytes.size()));
    change.exec();
  }
}

std::vector<LabelId> readSlices(SQLite::Database& database, const Grid& grid) {
  const std::int64_t pixels = pixelsOf(grid);
  std::vector<LabelId> voxels(static_cast<std::size_t>(grid.size.voxels()));
  SQLite::Statement query(database, "SELECT z, labels FROM slice");
  while (query.executeStep()) {
    const std::int64_t z = query.getColumn(0).getInt64();
    if (z < 0 || z >= grid.size.z) {
      throw Damage{Error{ErrorCode::Unreadable, fmt::format("there is no slice {}", z), {}}};
    }
    std::ranges::copy(labelsIn(query.getColumn(1), pixels), voxels.begin() + z * pixels);
  }
  return voxels;
}

}  // namespace limn::store
