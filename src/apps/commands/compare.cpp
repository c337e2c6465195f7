// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn compare: overlap, volumes and distances of surfaces of two masks for each label.

#include "command.h"
#include "limn/base/atomic_file.h"
#include "limn/base/grid_map.h"
#include "limn/batch/json_forms.h"
#include "limn/batch/label_comparison.h"
#include "limn/imaging/mask_file.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

struct CompareRequest {
  std::string a, b;
  std::vector<std::string> pairs;  // "A=B" as typed; empty: the same value in both masks
  double toleranceMm = 1;
  bool byPosition = false;
  std::filesystem::path csv;
  imaging::MaskReadOptions reading;
};

/// The value of B for a value of A.
using LabelPairs = std::map<LabelId, LabelId>;

std::optional<LabelId> labelFrom(std::string_view text) {
  LabelId label = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), label);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || label == 0) return {};
  return label;
}

Result<LabelPairs> parsePairs(const std::vector<std::string>& texts) {
  LabelPairs pairs;
  std::set<LabelId> seen;
  for (const std::string& text : texts) {
    const std::size_t sign = std::min(text.find('='), text.size());
    const auto a = labelFrom(std::string_view(text).substr(0, sign));
    const auto b = sign == text.size() ? std::optional<LabelId>()
                                       : labelFrom(std::string_view(text).substr(sign + 1));
    if (!a || !b) {
      return fail(ErrorCode::WrongUse,
                  fmt::format("--label expects A=B, two label values from 1 to 65535, for instance "
                              "1=5; found '{}'",
                              text));
    }
    if (!pairs.emplace(*a, *b).second || !seen.insert(*b).second) {
      return fail(ErrorCode::WrongUse,
                  fmt::format("--label {}: a label value can be in one pair only", text));
    }
  }
  return pairs;
}

/// The layers of `b` on the grid of `a`: voxel by voxel where they are the same voxels in another
/// order, else each voxel of `a` takes the label at its centre.
Result<std::vector<Segmentation>> onGridOf(const Grid& a, const imaging::Masks& b,
                                           const CompareRequest& request) {
  const Grid& grid = b.layers.front().grid;
  auto map = mapGrid(a, request.a, grid, request.b);
  if (!map &&
      !(request.byPosition && hasDirections(a.calibration) && hasDirections(grid.calibration))) {
    Error error = std::move(map.error());
    error.detail += ", or compare them by position in the patient with --by-position";
    return tl::unexpected<Error>(std::move(error));
  }
  std::vector<Segmentation> layers;
  for (const Segmentation& layer : b.layers) {
    Segmentation moved{a, {}, layer.labels, {}};
    moved.voxels.reserve(static_cast<std::size_t>(a.size.voxels()));
    for (VoxelIndex v; v.z < a.size.z; ++v.z) {
      for (v.y = 0; v.y < a.size.y; ++v.y) {
        for (v.x = 0; v.x < a.size.x; ++v.x) {
          const VoxelPoint centre{static_cast<double>(v.x), static_cast<double>(v.y),
                                  static_cast<double>(v.z)};
          const VoxelIndex at = map ? (*map)(v) : Grid::nearest(grid.toVoxel(a.toWorld(centre)));
          const bool isThere = map || grid.contains(at);
          moved.voxels.push_back(isThere ? layer.voxels[static_cast<std::size_t>(grid.offset(at))]
                                         : LabelId{0});
        }
      }
    }
    layers.push_back(std::move(moved));
  }
  return layers;
}

using Json = nlohmann::ordered_json;

Json number(const std::optional<SurfaceDistance>& surface, double SurfaceDistance::*member) {
  return surface ? Json((*surface).*member) : Json(nullptr);
}

Json rowOf(const batch::LabelComparison& label, const Grid& grid) {
  const batch::Agreement& v = label.voxels;
  Json row{{"label", v.label},
           {"label_in_b", label.labelInB},
           {"dice", v.dice()},
           {"iou", v.iou()},
           {"hd95_mm", number(label.surface, &SurfaceDistance::hausdorff95)},
           {"mean_surface_distance_mm", number(label.surface, &SurfaceDistance::average)},
           {"nsd", number(label.surface, &SurfaceDistance::surfaceDice)},
           {"a", {{"voxels", v.inA}, {"ml", batch::millilitres(grid, v.inA)}}},
           {"b", {{"voxels", v.inB}, {"ml", batch::millilitres(grid, v.inB)}}},
           {"volume_difference_ml", nullptr}};
  if (hasVolume(grid.calibration)) {
    const double ml = grid.voxelVolumeMm3() / 1000;
    row["volume_difference_ml"] = static_cast<double>(v.inB - v.inA) * ml;
  }
  return row;
}

/// Over the labels; a measure that a label does not have is left out of its mean.
Json meanOf(const Json& rows) {
  Json mean;
  for (const char* key :
       {"dice", "iou", "hd95_mm", "mean_surface_distance_mm", "nsd", "volume_difference_ml"}) {
    double sum = 0, count = 0;
    for (const Json& row : rows) {
      if (row[key].is_null()) continue;
      sum += row[key].get<double>();
      ++count;
    }
    mean[key] = count > 0 ? Json(sum / count) : Json(nullptr);
  }
  return mean;
}

std::string cell(const Json& value, int width) {
  return value.is_null() ? fmt::format(" {:>{}}", "-", width)
                         : fmt::format(" {:>{}.4f}", value.get<double>(), width);
}

std::string textOf(const Json& row, const std::string& name) {
  std::string text = fmt::format("{:>7}", name);
  for (const char* key : {"dice", "iou", "hd95_mm", "mean_surface_distance_mm", "nsd"})
    text += cell(row[key], 8);
  return text;
}

/// One line for each label; numbers as JSON writes them.
std::string csvOf(const Json& rows) {
  std::string text =
      "label,label_in_b,dice,iou,hd95_mm,mean_surface_distance_mm,nsd,voxels_a,"
      "voxels_b,volume_difference_ml\n";
  for (const Json& row : rows) {
    const auto value = [&](const char* key) { return row[key].is_null() ? "" : row[key].dump(); };
    text += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", value("label"), value("label_in_b"),
                        value("dice"), value("iou"), value("hd95_mm"),
                        value("mean_surface_distance_mm"), value("nsd"), row["a"]["voxels"].dump(),
                        row["b"]["voxels"].dump(), value("volume_difference_ml"));
  }
  return text;
}

CommandOutput report(const std::vector<batch::LabelComparison>& labels, const Grid& grid,
                     const CompareRequest& request) {
  auto rows = Json::array();
  CommandOutput output;
  output.answer = fmt::format("{:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>12} {:>12}\n", "label",
                              "Dice", "IoU", "HD95/mm", "ASD/mm", "NSD", "A", "B");
  bool identical = true;
  for (const batch::LabelComparison& label : labels) {
    const batch::Agreement& v = label.voxels;
    identical = identical && v.inA == v.inBoth && v.inB == v.inBoth;
    rows.push_back(rowOf(label, grid));
    const std::string name = label.labelInB == v.label
                                 ? fmt::format("{}", v.label)
                                 : fmt::format("{}={}", v.label, label.labelInB);
    output.answer +=
        fmt::format("{} {:>12} {:>12}\n", textOf(rows.back(), name),
                    batch::volumeText(grid, v.inA, 3), batch::volumeText(grid, v.inB, 3));
  }
  const Json mean = meanOf(rows);
  if (rows.size() > 1) output.answer += textOf(mean, "mean") + "\n";
  if (rows.empty()) output.answer = "Both masks are empty.\n";
  output.document = {
      {"a", request.a},         {"b", request.b}, {"tolerance_mm", request.toleranceMm},
      {"identical", identical}, {"labels", rows}, {"mean", mean}};
  return output;
}

Result<CommandOutput> run(const CompareRequest& request, const JobContext& job) {
  auto pairs = parsePairs(request.pairs);
  if (!pairs) return passOn(pairs);
  auto a = imaging::readMasks(request.a, request.reading, job);
  if (!a) return passOn(a);
  auto b = imaging::readMasks(request.b, request.reading, job);
  if (!b) return passOn(b);
  const Grid& grid = a->layers.front().grid;
  auto layersOfB = onGridOf(grid, *b, request);
  if (!layersOfB) return passOn(layersOfB);
  auto labels = batch::compareLabels(
      a->layers, *layersOfB,
      {std::move(*pairs), request.toleranceMm, std::max(1U, std::thread::hardware_concurrency())});
  if (!labels) return passOn(labels, fmt::format("{} and {}", request.a, request.b));
  CommandOutput output = report(*labels, grid, request);
  if (!request.csv.empty()) {
    const std::string text = csvOf(output.document["labels"]);
    auto written = writeFileAtomically(request.csv, std::as_bytes(std::span(text)));
    if (!written) return passOn(written);
  }
  return output;
}

}  // namespace

void addCompare(CLI::App& app, CommandLine& line) {
  auto paths = std::make_shared<CompareRequest>();
  auto* command = app.add_subcommand(
      "compare", "Compare two masks: Dice, IoU, volumes and distances of surfaces of each label");
  command
      ->add_option("A", paths->a,
                   "a label mask: NIfTI, NRRD, PNG, DICOM segmentation or structure set")
      ->required();
  command->add_option("B", paths->b, "the mask to compare it with")->required();
  command->add_option(
      "--label", paths->pairs,
      "A=B: compare label value A of the first mask with value B of the second; may "
      "be given several times, and then only these pairs are compared");
  command
      ->add_option("--tolerance", paths->toleranceMm,
                   "mm within which surfaces count as equal (normalized surface Dice)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--by-position", paths->byPosition,
                    "compare masks on different grids: each voxel of A with what B has at its "
                    "centre");
  command->add_option("--reference", paths->reading.reference,
                      "the image that both masks belong to; a structure set cannot be read "
                      "without it");
  command->add_option("--csv", paths->csv, "write the table to this file, too");
  addUncalibrated(*command, paths->reading.inVoxelUnits);
  command->callback([paths, &line] {
    line.chosen = [paths](const JobContext& job) { return run(*paths, job); };
  });
}

}  // namespace limn::apps
