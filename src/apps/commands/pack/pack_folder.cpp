// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0
#include "pack/pack_folder.h"

#include "limn/base/atomic_file.h"
#include "limn/base/parallel.h"
#include "limn/batch/json_file.h"
#include "limn/nn/checkpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr const char* kManifest = "pack.json";

/// The result for one picture.
struct Outcome {
  std::string leftOut;  // reason; empty when it is stored
  bool isFailure = false;
  std::int64_t masks = 0, droppedMasks = 0;
};

/// The pictures `first` .. `first + count - 1` of a group and the files they go to.
struct ShardPart {
  std::size_t first = 0, count = 0;
  fs::path shard, record;
};

ShardPart partAt(const PackGroup& group, std::size_t number, std::size_t shardSize) {
  const std::size_t first = number * shardSize;
  const std::string name = fmt::format("shard-{:05}", number);
  return {first, std::min(shardSize, group.items.size() - first),
          group.folder / (name + ".safetensors"), group.folder / (name + ".json")};
}

Json recordOf(const PackGroup& group, const ShardPart& part, std::span<const Outcome> outcomes,
              std::uintmax_t bytes) {
  Json masks = Json::array(), dropped = Json::array(), leftOut = Json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    masks.push_back(outcome.masks);
    dropped.push_back(outcome.droppedMasks);
    if (outcome.leftOut.empty()) continue;
    leftOut.push_back({{"picture", i},
                       {"id", group.items[part.first + i].item().id},
                       {"reason", outcome.leftOut},
                       {"failed", outcome.isFailure}});
  }
  return {{"plan", group.plan},
          {"bytes", bytes},
          {"masks", masks},
          {"dropped_masks", dropped},
          {"left_out", leftOut}};
}

/// The outcomes of an earlier run, when its shard is complete and no picture failed.
std::optional<std::vector<Outcome>> keptOutcomes(const PackGroup& group, const ShardPart& part) {
  const Json record = batch::readJsonFile(part.record);
  if (!record.is_object() || record.value("plan", Json()) != group.plan) return std::nullopt;
  try {
    std::vector<Outcome> outcomes(part.count);
    for (std::size_t i = 0; i < part.count; ++i) {
      outcomes[i].masks = record.at("masks").at(i).get<std::int64_t>();
      outcomes[i].droppedMasks = record.at("dropped_masks").at(i).get<std::int64_t>();
    }
    for (const Json& entry : record.at("left_out")) {
      if (entry.at("failed").get<bool>()) return std::nullopt;
      outcomes.at(entry.at("picture").get<std::size_t>()).leftOut =
          entry.at("reason").get<std::string>();
    }
    const auto stored = std::count_if(outcomes.begin(), outcomes.end(),
                                      [](const Outcome& o) { return o.leftOut.empty(); });
    if (stored == 0) return outcomes;
    const bool isWhole = fs::file_size(part.shard) == record.at("bytes").get<std::uintmax_t>() &&
                         nn::ShardSet({part.shard}).size() == stored;
    if (isWhole) return outcomes;
  } catch (const std::exception&) {  // damaged, or another file: the shard is written again
  }
  return std::nullopt;
}

/// Reads and packs the pictures of one shard on several threads.
class ShardMaker {
 public:
  ShardMaker(const PackGroup& group, const PackRequest& request, const ShardPart& part,
             const JobContext& job)
      : group_(group), request_(request), part_(part), job_(job), packed_(part.count) {}

  /// The outcomes, and the samples in the order of the pictures.
  Result<std::vector<Outcome>> make(std::vector<nn::ShardSample>& samples) {
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    const auto wanted = request_.threads > 0 ? static_cast<unsigned>(request_.threads) : cores;
    forEachStep(part_.count, wanted,
                [this]() -> ParallelWorker { return [this](std::size_t i) { return step(i); }; });
    if (job_.isCancelled()) {
      return fail(ErrorCode::Cancelled, "stopped; the same command goes on where it was");
    }
    return collect(samples);
  }

 private:
  bool step(std::size_t i) {
    if (job_.isCancelled()) return false;
    packed_[i] = pack(group_.items[part_.first + i]);
    const double done = static_cast<double>(part_.first + ++done_);
    job_.report(done / static_cast<double>(group_.items.size()), "packing");
    return packed_[i]->has_value() || request_.keepsGoing;
  }

  Result<PackedPicture> pack(const PackItem& item) const {
    try {
      auto picture = item.read();
      if (!picture) return passOn(picture);
      return packPicture(item.item(), *picture, request_.rules);
    } catch (const std::bad_alloc&) {
      return fail(ErrorCode::OutOfMemory,
                  fmt::format("there is not enough memory for {}", item.item().id));
    } catch (const std::exception& error) {
      return fail(ErrorCode::Internal, fmt::format("{}: {}", item.item().id, error.what()));
    }
  }

  Result<std::vector<Outcome>> collect(std::vector<nn::ShardSample>& samples) {
    std::vector<Outcome> outcomes;
    for (std::optional<Result<PackedPicture>>& slot : packed_) {
      if (!slot) continue;  // not reached because another picture failed
      Result<PackedPicture>& packed = *slot;
      if (!packed && !request_.keepsGoing) return passOn(packed);
      if (!packed) {
        outcomes.push_back({packed.error().message(), true, 0, 0});
        continue;
      }
      outcomes.push_back({packed->leftOut, false, packed->masks, packed->droppedMasks});
      if (packed->sample) samples.push_back(std::move(*packed->sample));
    }
    return outcomes;
  }

  const PackGroup& group_;
  const PackRequest& request_;
  const ShardPart& part_;
  const JobContext& job_;
  std::vector<std::optional<Result<PackedPicture>>> packed_;
  std::atomic<std::size_t> done_{0};
};

Result<std::vector<Outcome>> writePart(const PackGroup& group, const PackRequest& request,
                                       const ShardPart& part, const JobContext& job) {
  std::vector<nn::ShardSample> samples;
  auto outcomes = ShardMaker(group, request, part, job).make(samples);
  if (!outcomes) return outcomes;
  std::uintmax_t bytes = 0;
  std::error_code ignored;
  fs::remove(part.record, ignored);  // it describes the shard that is now replaced
  try {
    if (samples.empty()) {
      fs::remove(part.shard, ignored);
    } else {
      nn::writeShard(part.shard, samples);
      bytes = fs::file_size(part.shard, ignored);
    }
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::WriteFailed, error.what());
  }
  auto written = batch::writeJsonFile(part.record, recordOf(group, part, *outcomes, bytes));
  if (!written) return passOn(written);
  return outcomes;
}

void count(PackStatistics& statistics, const imaging::DatasetItem& item, const Outcome& outcome) {
  statistics.droppedMasks += static_cast<std::size_t>(outcome.droppedMasks);
  if (!outcome.leftOut.empty()) {
    ++statistics.leftOut[outcome.leftOut];
    return;
  }
  for (PackCount* each : {&statistics.all, &statistics.byModality[item.modality],
                          &statistics.byTarget[item.target]}) {
    ++each->images;
    each->masks += static_cast<std::size_t>(outcome.masks);
    each->cases.insert(item.caseName);
  }
}

/// The keys whose values differ, as "max_side is 512, was 256".
std::string differences(const Json& now, const Json& before) {
  std::string text;
  for (const auto& [key, value] : now.items()) {
    const Json old = before.is_object() ? before.value(key, Json()) : Json();
    if (old != value) {
      text += fmt::format("{}{} is {}, was {}", text.empty() ? "" : "; ", key, value.dump(),
                          old.dump());
    }
  }
  return text;
}

/// A folder that is new, empty, or holds shards of the same plan.
Result<void> prepareFolder(const PackGroup& group) {
  std::error_code error;
  fs::create_directories(group.folder, error);
  if (error) {
    return fail(ErrorCode::WriteFailed, fmt::format("the folder {} cannot be made: {}",
                                                    group.folder.string(), error.message()));
  }
  const fs::path manifest = group.folder / kManifest;
  if (fs::exists(manifest, error)) {
    const Json before = batch::readJsonFile(manifest);
    const Json plan = before.is_object() ? before.value("plan", Json()) : Json();
    if (plan == group.plan) return {};
    return fail(ErrorCode::Mismatch,
                fmt::format("{} holds shards of another plan ({}); choose another folder or remove "
                            "this one",
                            group.folder.string(), differences(group.plan, plan)));
  }
  for (fs::directory_iterator it(group.folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != ".safetensors") continue;
    return fail(ErrorCode::Mismatch,
                fmt::format("{} holds {}, but no {} that says what it is; choose another folder",
                            group.folder.string(), it->path().filename().string(), kManifest));
  }
  return {};
}

Json manifestOf(const PackGroup& group, const PackStatistics* done) {
  Json manifest{{"limn", "packed data set"}, {"plan", group.plan}, {"complete", done != nullptr}};
  if (done != nullptr) manifest["packed"] = toJson(*done);
  return manifest;
}

}  // namespace

Result<PackStatistics> packGroup(const PackGroup& group, const PackRequest& request,
                                 const JobContext& job) {
  if (auto ready = prepareFolder(group); !ready) return passOn(ready);
  const fs::path manifest = group.folder / kManifest;
  if (auto ok = batch::writeJsonFile(manifest, manifestOf(group, nullptr)); !ok) return passOn(ok);
  PackStatistics statistics;
  const std::size_t parts = (group.items.size() + request.shardSize - 1) / request.shardSize;
  for (std::size_t number = 0; number < parts; ++number) {
    const ShardPart part = partAt(group, number, request.shardSize);
    auto kept = keptOutcomes(group, part);
    if (kept) ++statistics.keptShards;
    auto outcomes = kept ? Result<std::vector<Outcome>>(std::move(*kept))
                         : writePart(group, request, part, job);
    if (!outcomes) return passOn(outcomes);
    for (std::size_t i = 0; i < part.count; ++i)
      count(statistics, group.items[part.first + i].item(), (*outcomes)[i]);
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(part.shard, error);
    if (error) continue;  // all of its pictures were left out
    ++statistics.shards;
    statistics.bytes += bytes;
  }
  if (auto ok = batch::writeJsonFile(manifest, manifestOf(group, &statistics)); !ok)
    return passOn(ok);
  return statistics;
}

}  // namespace limn::apps
