// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_plan.h"

#include "limn/base/content_hash.h"
#include "limn/base/parallel.h"
#include "limn/batch/input_hash.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

/// FNV-1a of several texts.
class TextHash {
 public:
  void add(std::string_view text) {
    for (const char c : text)
      take(static_cast<unsigned char>(c));
    take(0);
  }
  /// Mixed, so that all bits depend on all texts.
  [[nodiscard]] std::uint64_t value() const {
    std::uint64_t v = state_;
    v = (v ^ (v >> 30)) * 0xBF58476D1CE4E5B9U;
    v = (v ^ (v >> 27)) * 0x94D049BB133111EBU;
    return v ^ (v >> 31);
  }

 private:
  void take(std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001B3U; }
  std::uint64_t state_ = 0xCBF29CE484222325U;
};

bool isHeldOut(const std::string& caseName, const PackRequest& request) {
  TextHash hash;
  hash.add(std::to_string(request.seed));
  hash.add(caseName);
  return static_cast<double>(hash.value() >> 11) * 0x1p-53 < request.holdout;
}

using FileHashes = std::map<fs::path, std::string>;

/// The content of all files of the items. Each is read once, however many slices it holds.
Result<FileHashes> hashFiles(const std::vector<PackItem>& items, int threads,
                             const JobContext& job) {
  FileHashes hashes;
  for (const PackItem& packed : items) {
    for (const fs::path& file : packed.item().files)
      hashes.emplace(file, std::string());
  }
  std::vector<FileHashes::value_type*> entries;
  for (auto& entry : hashes)
    entries.push_back(&entry);
  const auto cores = std::max(1U, std::thread::hardware_concurrency());
  const auto wanted = threads > 0 ? static_cast<unsigned>(threads) : cores;
  forEachStep(entries.size(), wanted, [&]() -> ParallelWorker {
    return [&](std::size_t i) {
      entries[i]->second = batch::hashInput(entries[i]->first, {}).content;
      return !job.isCancelled();
    };
  });
  if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped while reading the data set");
  return hashes;
}

std::string hashItems(const std::vector<PackItem>& items, const FileHashes& files) {
  ContentHash hash;
  for (const PackItem& packed : items) {
    const imaging::DatasetItem& item = packed.item();
    for (const std::string* text : {&item.id, &item.caseName, &item.modality, &item.target})
      hash.add(*text);
    for (const fs::path& file : item.files)
      hash.add(files.at(file));
  }
  return hash.hex();
}

nlohmann::ordered_json describePlan(const PackRequest& request, const PackGroup& group,
                                    const FileHashes& files) {
  return {{"pictures", group.items.size()},
          {"pictures_hash", hashItems(group.items, files)},
          {"max_side", request.rules.maxSide},
          {"min_mask", request.rules.minMaskPixels},
          {"drops_long_pictures", request.rules.dropsLongPictures},
          {"shard_size", request.shardSize}};
}

Result<std::vector<PackItem>> listItems(const PackRequest& request, const JobContext& job) {
  std::vector<PackItem> items;
  std::unordered_map<std::string, const fs::path*> seen;
  for (const fs::path& path : request.datasets) {
    // Small masks are left out later, when they are packed.
    auto opened = imaging::openDataset(path,
                                       {.split = request.split,
                                        .minSliceMask = 1,
                                        .sliceStep = request.sliceStep,
                                        .inVoxelUnits = request.inVoxelUnits},
                                       job);
    if (!opened) return passOn(opened);
    const auto dataset = std::make_shared<const imaging::Dataset>(std::move(*opened));
    for (std::size_t i = 0; i < dataset->items.size(); ++i) {
      const auto [other, isNew] = seen.emplace(dataset->items[i].id, &path);
      if (!isNew) {
        return fail(ErrorCode::Mismatch,
                    fmt::format("the id '{}' is in {} and in {}; pack them into folders of their "
                                "own",
                                other->first, other->second->string(), path.string()));
      }
      items.push_back({dataset, i});
    }
  }
  if (items.empty()) {
    return fail(ErrorCode::NotFound, fmt::format("there is no picture with masks in {}",
                                                 request.datasets.front().string()));
  }
  return items;
}

}  // namespace

Result<std::vector<PackGroup>> planPacking(const PackRequest& request, const JobContext& job) {
  auto items = listItems(request, job);
  if (!items) return passOn(items);
  job.report(0, "reading the data set");
  auto files = hashFiles(*items, request.threads, job);
  if (!files) return passOn(files);
  std::vector<PackGroup> groups;
  if (request.holdout <= 0) {
    groups.push_back({{}, request.output, std::move(*items), {}});
  } else {
    groups.push_back({"train", request.output / "train", {}, {}});
    groups.push_back({"holdout", request.output / "holdout", {}, {}});
    for (PackItem& item : *items)
      groups[isHeldOut(item.item().caseName, request) ? 1 : 0].items.push_back(std::move(item));
  }
  for (PackGroup& group : groups) {
    if (group.items.empty()) {
      return fail(ErrorCode::WrongUse,
                  fmt::format("--holdout {} leaves no case for '{}'; choose another share or "
                              "--seed",
                              request.holdout, group.name));
    }
    group.plan = describePlan(request, group, *files);
  }
  return groups;
}

}  // namespace limn::apps
