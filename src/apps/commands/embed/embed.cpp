// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn embed: encodes studies in advance and stores the embeddings in the disk cache.

#include "command.h"
#include "embed/embed_report.h"
#include "limn/cache/folder_contents.h"
#include "limn/core/caching_predictor.h"
#include "limn/core/model_input.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kSlicesAhead = 16;  // encoded before the program waits for the disk

struct EmbedRequest {
  std::vector<fs::path> images;
  VolumeChoice choice;  // of each image; its path is not used
  std::string axis = "z", inputWindow;
  bool list = false, clear = false;
};

std::vector<Axis> axesOf(const std::string& name) {
  if (name == "x") return {Axis::X};
  if (name == "y") return {Axis::Y};
  if (name == "z") return {Axis::Z};
  return {Axis::X, Axis::Y, Axis::Z};
}

Result<Volume> readImage(const EmbedRequest& request, const fs::path& image,
                         const JobContext& job) {
  VolumeChoice choice = request.choice;
  choice.path = image;
  return readChosenVolume(choice, job);
}

/// Encodes all slices of the chosen planes that are not in the cache.
Result<EmbeddedImage> embedImage(const EmbedRequest& request, const fs::path& image,
                                 core::MaskPredictor& network, cache::EmbeddingFolder& folder,
                                 const JobContext& job) {
  auto volume = readImage(request, image, job);
  if (!volume) return passOn(volume);
  auto mapping = chooseMapping(request.inputWindow, *volume);
  if (!mapping) return passOn(mapping);
  const std::vector<Axis> axes = axesOf(request.axis);
  EmbeddedImage done{image, core::seriesKey(*volume)};
  for (const Axis axis : axes)
    done.slices += volume->grid.size[static_cast<int>(axis)];
  const auto start = std::chrono::steady_clock::now();
  std::int64_t count = 0, ahead = 0;
  for (const Axis axis : axes) {
    const SliceLayout layout = sliceLayout(volume->grid, axis);
    for (std::int64_t slice = 0; slice < layout.slices && folder.failedWrites() == 0;) {
      job.report(static_cast<double>(count) / static_cast<double>(done.slices),
                 fmt::format("encoding {}", image.filename().string()));
      if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped; call it again to go on");
      std::vector<core::SlicePicture> pictures;
      for (; slice < layout.slices && std::ssize(pictures) < network.info().slicesAtOnce; ++slice)
        pictures.push_back(core::renderModelInput(*volume, layout, slice, *mapping));
      auto encoded = network.encodeBatch(pictures, job);
      if (!encoded) return passOn(encoded, image.string());
      count += std::ssize(pictures);
      ahead += std::ssize(pictures);
      if (ahead < kSlicesAhead) continue;
      folder.flush();
      ahead = 0;
    }
  }
  folder.flush();
  if (folder.failedWrites() > 0) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("{}: encoded slices cannot be written there; make room, or choose "
                            "another folder with LIMN_CACHE",
                            folder.folder().string()));
  }
  done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return done;
}

Result<CommandOutput> fill(const EmbedRequest& request, const GlobalOptions& options,
                           const JobContext& job) {
  const auto folder = makeEmbeddingFolder(options.cache);
  if (!folder) {
    return fail(ErrorCode::WrongUse,
                "the disk cache is switched off (--no-disk-cache or LIMN_CACHE=off) or has no "
                "place (XDG_CACHE_HOME, HOME); embed has nothing to fill");
  }
  job.report(0, "loading the model");
  auto loaded = makePredictor(options.model);
  if (!loaded) return passOn(loaded);
  core::CachingPredictor network(std::move(*loaded), folder);
  std::vector<EmbeddedImage> images;
  for (const fs::path& image : request.images) {
    const auto before = network.counts();
    auto done = embedImage(request, image, network, *folder, job);
    if (!done) return passOn(done);
    done->encoded = network.counts().encoded - before.encoded;
    done->found = network.counts().found - before.found;
    images.push_back(std::move(*done));
  }
  return describeEmbedded(images, network.info(), folder->folder());
}

Result<CommandOutput> list() {
  const fs::path folder = embeddingFolderPath();
  auto kept = cache::listSeries(folder);
  if (!kept) return passOn(kept);
  return describeKept(*kept, folder);
}

/// Removes the slices of the given images, or all when none is given.
Result<CommandOutput> clear(const EmbedRequest& request, const JobContext& job) {
  const fs::path folder = embeddingFolderPath();
  std::vector<std::string> series;
  for (const fs::path& image : request.images) {
    auto volume = readImage(request, image, job);
    if (!volume) return passOn(volume);
    series.push_back(core::seriesKey(*volume));
  }
  if (request.images.empty()) series.emplace_back();
  cache::KeptSeries gone;
  for (const std::string& one : series) {
    auto forgotten = cache::forgetSeries(folder, one);
    if (!forgotten) return passOn(forgotten);
    gone.slices += forgotten->slices;
    gone.bytes += forgotten->bytes;
  }
  return describeForgotten(gone, folder);
}

Result<CommandOutput> run(const EmbedRequest& request, const GlobalOptions& options,
                          const JobContext& job) {
  if (request.list && !request.clear && request.images.empty()) return list();
  if (request.clear && !request.list) return clear(request, job);
  if (request.list || request.images.empty()) {
    return fail(ErrorCode::WrongUse,
                "embed takes images, or --list alone, or --clear with or "
                "without images");
  }
  return fill(request, options, job);
}

}  // namespace

void addEmbed(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<EmbedRequest>();
  auto* command = app.add_subcommand(
      "embed",
      "Encode images in advance and store the result in the disk cache, so that the first click "
      "on a slice does not wait");
  command->add_option("IMAGE", request->images,
                      "NIfTI, NRRD, MetaImage, PNG, JPEG, DICOM file or folder; one or more");
  command
      ->add_option("--axis", request->axis,
                   "axis of the voxel grid that is perpendicular to the slices, or all three")
      ->check(CLI::IsMember({"x", "y", "z", "all"}))
      ->capture_default_str();
  addVolumeChoice(*command, request->choice);
  command->add_option(
      "--input-window", request->inputWindow,
      "CENTRE,WIDTH: grey values that the network sees, instead of the whole range");
  command->add_flag("--list", request->list, "list the contents of the cache");
  command->add_flag("--clear", request->clear,
                    "remove these images from the cache; without an image, remove everything");
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
