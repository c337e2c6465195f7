// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn compare: how far two masks agree, label by label.

#include "command.h"
#include "grid_map.h"
#include "limn/imaging/segmentation_io.h"

#include <CLI/App.hpp>
#include <fmt/core.h>

#include <cstddef>
#include <map>
#include <memory>
#include <utility>

namespace limn::apps {
namespace {

struct ComparePaths {
  std::string a, b;
};

struct Overlap {
  std::int64_t a = 0, b = 0, both = 0;

  [[nodiscard]] double dice() const {
    return 2 * static_cast<double>(both) / static_cast<double>(a + b);
  }
  [[nodiscard]] double iou() const {
    return static_cast<double>(both) / static_cast<double>(a + b - both);
  }
};

/// Voxels of `b` are found through `map`, so the files may keep them in another order.
std::map<LabelId, Overlap> overlaps(const Segmentation& a, const Segmentation& b,
                                    const GridMap& map) {
  std::map<LabelId, Overlap> result;
  VoxelIndex v;
  for (v.z = 0; v.z < a.grid.size.z; ++v.z) {
    for (v.y = 0; v.y < a.grid.size.y; ++v.y) {
      for (v.x = 0; v.x < a.grid.size.x; ++v.x) {
        const LabelId inA = a.voxels[static_cast<std::size_t>(a.grid.offset(v))];
        const LabelId inB = b.voxels[static_cast<std::size_t>(b.grid.offset(map(v)))];
        if (inA != 0) ++result[inA].a;
        if (inB != 0) ++result[inB].b;
        if (inA != 0 && inA == inB) ++result[inA].both;
      }
    }
  }
  return result;
}

Result<CommandOutput> run(const ComparePaths& paths, const JobContext& job) {
  auto a = imaging::readSegmentation(paths.a, job);
  if (!a) return passOn(a);
  auto b = imaging::readSegmentation(paths.b, job);
  if (!b) return passOn(b);
  auto map = mapGrid(a->grid, paths.a, b->grid, paths.b);
  if (!map) return passOn(map);

  const double millilitre = a->grid.voxelVolumeMm3() / 1000;
  auto rows = nlohmann::ordered_json::array();
  CommandOutput output;
  output.answer =
      fmt::format("{:>7} {:>8} {:>8} {:>12} {:>12}\n", "label", "Dice", "IoU", "A ml", "B ml");
  bool identical = true;
  for (const auto& [label, overlap] : overlaps(*a, *b, *map)) {
    identical = identical && overlap.a == overlap.both && overlap.b == overlap.both;
    const double aMl = static_cast<double>(overlap.a) * millilitre;
    const double bMl = static_cast<double>(overlap.b) * millilitre;
    rows.push_back({{"label", label},
                    {"dice", overlap.dice()},
                    {"iou", overlap.iou()},
                    {"a", {{"voxels", overlap.a}, {"ml", aMl}}},
                    {"b", {{"voxels", overlap.b}, {"ml", bMl}}}});
    output.answer += fmt::format("{:>7} {:>8.4f} {:>8.4f} {:>12.3f} {:>12.3f}\n", label,
                                 overlap.dice(), overlap.iou(), aMl, bMl);
  }
  if (rows.empty()) output.answer = "Both masks are empty.\n";
  output.document = {{"a", paths.a}, {"b", paths.b}, {"identical", identical}, {"labels", rows}};
  return output;
}

}  // namespace

void addCompare(CLI::App& app, CommandLine& line) {
  auto paths = std::make_shared<ComparePaths>();
  auto* command = app.add_subcommand(
      "compare", "Dice, IoU and volumes of two masks on the same grid, per label");
  command->add_option("A", paths->a, "a mask")->required();
  command->add_option("B", paths->b, "another one")->required();
  command->callback([paths, &line] {
    line.chosen = [paths](const JobContext& job) { return run(*paths, job); };
  });
}

}  // namespace limn::apps
