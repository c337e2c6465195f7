// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn compare: Dice, IoU and volumes of two masks for each label.

#include "command.h"
#include "limn/base/grid_map.h"
#include "limn/batch/agreement.h"
#include "limn/batch/json_forms.h"
#include "limn/imaging/segmentation_io.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

struct CompareRequest {
  std::string a, b;
  std::vector<std::string> pairs;  // "A=B" as typed; empty: the same value in both masks
  imaging::ReadOptions reading;
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

/// Keeps the labels that are in a pair, under their value in A. NotFound when a mask has no voxel
/// of one of them.
Result<void> keepPairs(const LabelPairs& pairs, const CompareRequest& request,
                       std::vector<LabelId>& a, std::vector<LabelId>& b) {
  std::vector<LabelId> forA(65536), forB(65536);
  for (const auto& [inA, inB] : pairs) {
    if (std::ranges::find(a, inA) == a.end()) {
      return fail(ErrorCode::NotFound, fmt::format("{} has no label {}", request.a, inA));
    }
    if (std::ranges::find(b, inB) == b.end()) {
      return fail(ErrorCode::NotFound, fmt::format("{} has no label {}", request.b, inB));
    }
    forA[inA] = inA;
    forB[inB] = inA;
  }
  for (LabelId& label : a)
    label = forA[label];
  for (LabelId& label : b)
    label = forB[label];
  return {};
}

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

Result<CommandOutput> run(const CompareRequest& paths, const JobContext& job) {
  auto pairs = parsePairs(paths.pairs);
  if (!pairs) return passOn(pairs);
  auto a = imaging::readSegmentation(paths.a, job, paths.reading);
  if (!a) return passOn(a);
  auto b = imaging::readSegmentation(paths.b, job, paths.reading);
  if (!b) return passOn(b);
  auto map = mapGrid(a->grid, paths.a, b->grid, paths.b);
  if (!map) return passOn(map);

  std::vector<LabelId> ofB = inOrderOf(a->grid, *b, *map);
  if (!pairs->empty()) {
    if (auto kept = keepPairs(*pairs, paths, a->voxels, ofB); !kept) return passOn(kept);
  }
  auto agreements = batch::agreement(a->voxels, ofB);
  if (!agreements) return passOn(agreements);

  auto rows = nlohmann::ordered_json::array();
  CommandOutput output;
  output.answer =
      fmt::format("{:>7} {:>8} {:>8} {:>12} {:>12}\n", "label", "Dice", "IoU", "A", "B");
  bool identical = true;
  for (const batch::Agreement& label : *agreements) {
    identical = identical && label.inA == label.inBoth && label.inB == label.inBoth;
    const auto pair = pairs->find(label.label);
    const LabelId labelOfB = pair == pairs->end() ? label.label : pair->second;
    rows.push_back(
        {{"label", label.label},
         {"label_in_b", labelOfB},
         {"dice", label.dice()},
         {"iou", label.iou()},
         {"a", {{"voxels", label.inA}, {"ml", batch::millilitres(a->grid, label.inA)}}},
         {"b", {{"voxels", label.inB}, {"ml", batch::millilitres(a->grid, label.inB)}}}});
    output.answer +=
        fmt::format("{:>7} {:>8.4f} {:>8.4f} {:>12} {:>12}\n",
                    labelOfB == label.label ? fmt::format("{}", label.label)
                                            : fmt::format("{}={}", label.label, labelOfB),
                    label.dice(), label.iou(), batch::volumeText(a->grid, label.inA, 3),
                    batch::volumeText(a->grid, label.inB, 3));
  }
  if (rows.empty()) output.answer = "Both masks are empty.\n";
  output.document = {{"a", paths.a}, {"b", paths.b}, {"identical", identical}, {"labels", rows}};
  return output;
}

}  // namespace

void addCompare(CLI::App& app, CommandLine& line) {
  auto paths = std::make_shared<CompareRequest>();
  auto* command = app.add_subcommand(
      "compare", "Compare two masks on the same grid: Dice, IoU and volumes of each label");
  command->add_option("A", paths->a, "a label mask: NIfTI, NRRD, PNG or DICOM segmentation")
      ->required();
  command->add_option("B", paths->b, "the mask to compare it with")->required();
  command->add_option(
      "--label", paths->pairs,
      "A=B: compare label value A of the first mask with value B of the second; may "
      "be given several times, and then only these pairs are compared");
  addUncalibrated(*command, paths->reading.inVoxelUnits);
  command->callback([paths, &line] {
    line.chosen = [paths](const JobContext& job) { return run(*paths, job); };
  });
}

}  // namespace limn::apps
