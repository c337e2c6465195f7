// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn compare: how far two masks agree, label by label.

#include "command.h"
#include "limn/base/grid_map.h"
#include "limn/core/agreement.h"
#include "limn/imaging/segmentation_io.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

struct ComparePaths {
  std::string a, b;
};

/// The voxels of `b` in the order of `a`.
std::vector<LabelId> inOrderOf(const Grid& a, const Segmentation& b, const GridMap& map) {
  std::vector<LabelId> voxels;
  voxels.reserve(b.voxels.size());
  VoxelIndex v;
  for (v.z = 0; v.z < a.size.z; ++v.z) {
    for (v.y = 0; v.y < a.size.y; ++v.y) {
      for (v.x = 0; v.x < a.size.x; ++v.x) {
        voxels.push_back(b.voxels[static_cast<std::size_t>(b.grid.offset(map(v)))]);
      }
    }
  }
  return voxels;
}

Result<CommandOutput> run(const ComparePaths& paths, const JobContext& job) {
  auto a = imaging::readSegmentation(paths.a, job);
  if (!a) return passOn(a);
  auto b = imaging::readSegmentation(paths.b, job);
  if (!b) return passOn(b);
  auto map = mapGrid(a->grid, paths.a, b->grid, paths.b);
  if (!map) return passOn(map);

  auto agreements = core::agreement(a->voxels, inOrderOf(a->grid, *b, *map));
  if (!agreements) return passOn(agreements);

  const double millilitre = a->grid.voxelVolumeMm3() / 1000;
  auto rows = nlohmann::ordered_json::array();
  CommandOutput output;
  output.answer =
      fmt::format("{:>7} {:>8} {:>8} {:>12} {:>12}\n", "label", "Dice", "IoU", "A ml", "B ml");
  bool identical = true;
  for (const core::Agreement& label : *agreements) {
    identical = identical && label.inA == label.inBoth && label.inB == label.inBoth;
    const double aMl = static_cast<double>(label.inA) * millilitre;
    const double bMl = static_cast<double>(label.inB) * millilitre;
    rows.push_back({{"label", label.label},
                    {"dice", label.dice()},
                    {"iou", label.iou()},
                    {"a", {{"voxels", label.inA}, {"ml", aMl}}},
                    {"b", {{"voxels", label.inB}, {"ml", bMl}}}});
    output.answer += fmt::format("{:>7} {:>8.4f} {:>8.4f} {:>12.3f} {:>12.3f}\n", label.label,
                                 label.dice(), label.iou(), aMl, bMl);
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
