// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn pack: stores data sets as shards, which the trainer reads without any image library.

#include "command.h"
#include "pack/pack_folder.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <utility>

namespace limn::apps {
using Json = nlohmann::ordered_json;
namespace {

constexpr double kPublishedMinMask = 100;  // 0.153 % of the area

std::string describe(const PackCount& count) {
  return fmt::format("{:>8} {:>8} {:>7}", count.images, count.masks, count.cases.size());
}

std::string table(const std::string& title, const std::map<std::string, PackCount>& counts) {
  std::string text = fmt::format("  {:<44} {:>8} {:>8} {:>7}\n", title, "images", "masks", "cases");
  for (const auto& [name, count] : counts)
    text += fmt::format("  {:<44} {}\n", name.empty() ? "(not said)" : name, describe(count));
  return text;
}

std::string describe(const PackGroup& group, const PackStatistics& statistics) {
  std::string text = fmt::format(
      "{}: {} images with {} masks of {} cases in {} shards, {:.1f} MB{}\n", group.folder.string(),
      statistics.all.images, statistics.all.masks, statistics.all.cases.size(), statistics.shards,
      static_cast<double>(statistics.bytes) / 1e6,
      statistics.keptShards > 0 ? fmt::format(" ({} kept from before)", statistics.keptShards)
                                : std::string());
  text += table("modality", statistics.byModality) + table("target", statistics.byTarget);
  if (statistics.droppedMasks > 0) {
    text += fmt::format("  dropped: {} masks under the smallest size\n", statistics.droppedMasks);
  }
  for (const auto& [reason, pictures] : statistics.leftOut)
    text += fmt::format("  left out: {} images: {}\n", pictures, reason);
  return text;
}

Result<CommandOutput> run(const PackRequest& request, const JobContext& job) {
  job.report(0, "listing the data set");
  auto groups = planPacking(request, job);
  if (!groups) return passOn(groups);
  CommandOutput output;
  Json folders = Json::array();
  for (const PackGroup& group : *groups) {
    auto statistics = packGroup(group, request, job);
    if (!statistics) return passOn(statistics, "packing into " + group.folder.string());
    Json folder{{"folder", group.folder.string()}, {"plan", group.plan}};
    folder.update(toJson(*statistics));
    folders.push_back(std::move(folder));
    output.summary += describe(group, *statistics);
  }
  output.document = {{"output", request.output.string()}, {"folders", std::move(folders)}};
  return output;
}

}  // namespace

void addPack(CLI::App& app, CommandLine& line) {
  struct Typed {
    PackRequest request;
    double minMask = -1;
  };
  auto typed = std::make_shared<Typed>();
  PackRequest& request = typed->request;
  auto* command = app.add_subcommand("pack", "Pack data sets into shards for training");
  command
      ->add_option(
          "DATASET", request.datasets,
          "CSV list, pair of SAM-Med2D JSON files, nnU-Net v2 folder, or folder of volumes or "
          "pictures with masks")
      ->required();
  command->add_option("-o,--output", request.output, "folder to write the shards to")->required();
  command->add_option("--split", request.split, "use only the pictures of this split");
  command
      ->add_option("--holdout", request.holdout,
                   "share of the cases, 0 to 1, that are not used for training: writes the folders "
                   "train and "
                   "holdout")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--seed", request.seed, "seed of the random choice of --holdout")
      ->capture_default_str();
  command
      ->add_option("--max-side", request.rules.maxSide,
                   "longest side in pixels; larger pictures are reduced to it")
      ->check(CLI::Range(16, 16384))
      ->capture_default_str();
  command->add_option("--shard-size", request.shardSize, "number of pictures in a shard")
      ->check(CLI::Range(1, 65536))
      ->capture_default_str();
  command
      ->add_option("--slice-step", request.sliceStep,
                   "for volumes: use only every N-th slice that has masks")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--min-mask", typed->minMask,
                   "leave out masks with fewer pixels than this on a picture of 256 x 256 pixels; "
                   "without it "
                   "25, or 100 with --published-rules")
      ->check(CLI::NonNegativeNumber);
  command->add_flag(
      "--published-rules", request.rules.dropsLongPictures,
      "the rules that SAM-Med2D was trained with: no masks below 0.153 % of the area, "
      "no pictures whose shorter side is less than half of the longer one");
  addUncalibrated(*command, request.inVoxelUnits);
  command->add_flag("--keep-going", request.keepsGoing,
                    "leave out pictures that cannot be used, and list them");
  command->callback([typed, &line] {
    line.chosen = [typed, &line](const JobContext& job) {
      PackRequest& asked = typed->request;
      asked.threads = line.options.model.threads;
      if (typed->minMask >= 0) {
        asked.rules.minMaskPixels = typed->minMask;
      } else if (asked.rules.dropsLongPictures) {
        asked.rules.minMaskPixels = kPublishedMinMask;
      }
      return run(asked, job);
    };
  });
}

}  // namespace limn::apps
