// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_plan.h"

#include <fmt/core.h>

#include <system_error>
#include <unordered_map>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

/// FNV-1a, fed piece by piece.
class TextHash {
 public:
  void add(std::string_view text) {
    for (const char c : text)
      take(static_cast<unsigned char>(c));
    take(0);
  }
  /// All bits depend on all of the text.
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

std::uintmax_t sizeOf(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
  return error ? 0 : size;
}

std::string hashItems(const std::vector<PackItem>& items) {
  TextHash hash;
  for (const PackItem& packed : items) {
    const imaging::DatasetItem& item = packed.item();
    for (const std::string* text : {&item.id, &item.caseName, &item.modality, &item.target})
      hash.add(*text);
    for (const fs::path& file : item.files)
      hash.add(std::to_string(sizeOf(file)));
  }
  return fmt::format("{:016x}", hash.value());
}

nlohmann::ordered_json describePlan(const PackRequest& request, const PackGroup& group) {
  return {{"pictures", group.items.size()},
          {"pictures_hash", hashItems(group.items)},
          {"max_side", request.rules.maxSide},
          {"min_mask", request.rules.minMaskPixels},
          {"drops_long_pictures", request.rules.dropsLongPictures},
          {"shard_size", request.shardSize}};
}

Result<std::vector<PackItem>> listItems(const PackRequest& request) {
  std::vector<PackItem> items;
  std::unordered_map<std::string, const fs::path*> seen;
  for (const fs::path& path : request.datasets) {
    // The size of masks is judged when they are packed.
    auto opened = imaging::openDataset(
        path, {.split = request.split, .minSliceMask = 1, .sliceStep = request.sliceStep});
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

Result<std::vector<PackGroup>> planPacking(const PackRequest& request) {
  auto items = listItems(request);
  if (!items) return passOn(items);
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
    group.plan = describePlan(request, group);
  }
  return groups;
}

}  // namespace limn::apps
