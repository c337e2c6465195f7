// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn info: describes files and folders.

#include "checkpoint_info.h"
#include "command.h"
#include "file_kind.h"
#include "label_count.h"
#include "limn/batch/json_forms.h"
#include "limn/imaging/study_reader.h"
#include "limn/nn/focus.h"
#include "limn/nn/predictor.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace limn::apps {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

/// The description of one path or series, as JSON and as text.
struct Description {
  Json document;
  std::string text;
  std::optional<Error> problem;  // the first one; the rest is still described
};

const char* pixelTypeName(PixelType type) {
  switch (type) {
    case PixelType::UInt8:
      return "uint8";
    case PixelType::Int16:
      return "int16";
    case PixelType::UInt16:
      return "uint16";
    case PixelType::Float32:
      return "float32";
  }
  return "float32";
}

void describeLabels(const Volume& volume, const LabelCounts& counts, Description& out) {
  Json labels = Json::array();
  for (const auto& [label, voxels] : counts) {
    labels.push_back(
        {{"label", label}, {"voxels", voxels}, {"ml", batch::millilitres(volume.grid, voxels)}});
    out.text += fmt::format("    label {:<5} {:>10} voxels {:>15}\n", label, voxels,
                            batch::volumeText(volume.grid, voxels, 3));
  }
  out.document["labels"] = std::move(labels);
}

/// Spacing, origin and axes, as far as they are known.
std::string placementText(const Grid& grid) {
  std::string text;
  if (const auto remark = calibrationRemark(grid.calibration); !remark.empty())
    text += fmt::format("    geometry   {}\n", remark);
  if (hasVolume(grid.calibration)) {
    text += fmt::format("    spacing    {:.6g} x {:.6g} x {:.6g} mm\n", grid.spacing.x,
                        grid.spacing.y, grid.spacing.z);
  } else if (hasMillimetres(grid.calibration)) {
    text += fmt::format("    spacing    {:.6g} x {:.6g} mm\n", grid.spacing.x, grid.spacing.y);
  }
  if (!hasDirections(grid.calibration)) return text;
  text += fmt::format("    origin     {:.6g}, {:.6g}, {:.6g} mm (LPS)\n    axes       {}",
                      grid.origin.x, grid.origin.y, grid.origin.z, grid.axisCodes());
  for (const Vec3& axis : grid.axes) {  // + 0.0 turns -0 into 0
    text += fmt::format("  ({:.4g}, {:.4g}, {:.4g})", axis.x + 0.0, axis.y + 0.0, axis.z + 0.0);
  }
  return text + "\n";
}

void describeVolume(const Volume& volume, Description& out) {
  const Grid& grid = volume.grid;
  out.document.update(toJson(grid));
  out.document["pixel_type"] = pixelTypeName(volume.type);
  out.document["channels"] = volume.channels;
  out.document["minimum"] = volume.minimum;
  out.document["maximum"] = volume.maximum;
  if (volume.window) out.document["window"] = {volume.window->centre, volume.window->width};
  out.document["warnings"] = volume.warnings;
  out.text +=
      fmt::format("    size       {} x {} x {} voxels\n", grid.size.x, grid.size.y, grid.size.z);
  out.text += placementText(grid);
  out.text += fmt::format("    values     {}{}, {:.6g} to {:.6g}\n", pixelTypeName(volume.type),
                          volume.channels == 3 ? " RGB" : "", volume.minimum, volume.maximum);
  if (volume.window) {
    out.text += fmt::format("    window     centre {:.6g}, width {:.6g}\n", volume.window->centre,
                            volume.window->width);
  }
  if (const auto labels = labelsOfMask(volume)) describeLabels(volume, *labels, out);
  for (const std::string& warning : volume.warnings) {
    out.text += fmt::format("    warning    {}\n", warning);
  }
}

Description describeSeries(const SeriesSummary& series, const JobContext& job) {
  Description out;
  out.document = {
      {"format", series.format},           {"modality", series.modality},
      {"description", series.description}, {"series_instance_uid", series.seriesInstanceUid},
      {"volume", series.part + 1},         {"volumes", series.parts},
      {"files", series.files.size()}};
  out.text = "  " + series.format;
  for (const std::string* part : {&series.modality, &series.description}) {
    if (!part->empty()) out.text += " " + *part;
  }
  out.text += fmt::format(", {} file(s)", series.files.size());
  if (series.parts > 1) out.text += fmt::format(", volume {} of {}", series.part + 1, series.parts);
  out.text += "\n";
  if (!series.seriesInstanceUid.empty()) {
    out.text += fmt::format("    series     {}\n", series.seriesInstanceUid);
  }
  auto volume = imaging::readSeries(series, job);
  if (volume) {
    describeVolume(*volume, out);
    return out;
  }
  out.document["size"] = {series.size.x, series.size.y, series.size.z};
  out.document["error"] = toJson(volume.error());
  out.text += fmt::format("    cannot be read: {}\n", volume.error().message());
  out.problem = std::move(volume.error());
  return out;
}

Result<Description> describeStudy(const fs::path& path, bool inVoxelUnits, const JobContext& job) {
  auto scan = imaging::scanStudy(path, job);
  if (!scan) return passOn(scan);
  Description out;
  Json seriesList = Json::array(), skippedList = Json::array();
  for (SeriesSummary& series : scan->series) {
    series.inVoxelUnits = inVoxelUnits;
    Description one = describeSeries(series, job);
    if (job.isCancelled()) return fail(ErrorCode::Cancelled, "stopped on request");
    seriesList.push_back(std::move(one.document));
    out.text += one.text;
    if (!out.problem) out.problem = std::move(one.problem);
  }
  for (const SkippedFile& file : scan->skipped) {
    skippedList.push_back({{"path", file.path.string()}, {"reason", file.reason}});
    out.text += fmt::format("  skipped {}: {}\n", file.path.string(), file.reason);
  }
  out.document = {
      {"path", path.string()}, {"kind", "study"}, {"series", seriesList}, {"skipped", skippedList}};
  return out;
}

bool isFocusNetwork(const fs::path& path) {
  try {
    return nn::readCheckpoint(path).metadata.contains("limn.focus");
  } catch (const nn::CheckpointError&) {
    return false;  // describeCheckpoint() says what is wrong with it
  }
}

Result<Description> describeFocusNetwork(const fs::path& path) {
  try {
    const auto network = nn::FocusPredictor::load(path);
    const std::string fileHash = nn::hashFile(path);
    Description out;
    out.document = {{"path", path.string()}, {"kind", "focus network"},
                    {"family", "focus"},     {"parameters", network.parameterCount()},
                    {"sha256", fileHash},    {"weights_sha256", network.weightsHash()}};
    out.text = fmt::format(
        "  focus network: answers after a model (--focus), on a close view around the object\n"
        "    parameters {:.1f} million\n    sha256     {}\n",
        static_cast<double>(network.parameterCount()) / 1e6, fileHash);
    return out;
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::Mismatch, error.what());
  }
}

Result<Description> describeCheckpoint(const fs::path& path, const std::string& family) {
  if (isFocusNetwork(path)) return describeFocusNetwork(path);
  auto info = openCheckpoint(path, family);
  if (!info) return passOn(info);
  const nn::SamConfig& config = info->config;
  nn::PredictorOptions options;
  options.family = config.family;
  const std::string fileHash = nn::hashFile(path);
  const std::string hash = nn::Predictor::load(path, options).weightsHash();
  Description out;
  out.document = {{"path", path.string()},
                  {"kind", "checkpoint"},
                  {"family", nn::familyName(config.family)},
                  {"adapters", config.adapter},
                  {"input", config.imageSize},
                  {"width", config.encoderWidth},
                  {"depth", config.encoderDepth},
                  {"heads", config.encoderHeads},
                  {"window", config.windowSide},
                  {"global_blocks", config.globalBlocks},
                  {"decoder_width", config.decoderWidth},
                  {"parameters", info->parameters},
                  {"dtype", info->dtype},
                  {"sha256", fileHash},
                  {"weights_sha256", hash}};
  out.text =
      fmt::format("  checkpoint of the {} family, {} adapters, {}\n", nn::familyName(config.family),
                  config.adapter ? "with" : "without", info->dtype);
  out.text +=
      fmt::format("    encoder    width {}, {} blocks ({} global), {} heads\n", config.encoderWidth,
                  config.encoderDepth, config.globalBlocks.size(), config.encoderHeads);
  out.text += fmt::format("    decoder    width {}\n", config.decoderWidth);
  out.text += fmt::format("    input      {} x {}\n", config.imageSize, config.imageSize);
  out.text +=
      fmt::format("    parameters {:.1f} million\n", static_cast<double>(info->parameters) / 1e6);
  out.text += fmt::format("    sha256     {}\n", fileHash);
  return out;
}

struct InfoRequest {
  std::vector<std::string> paths;
  bool inVoxelUnits = false;
};

Description describePath(const fs::path& path, bool inVoxelUnits, const GlobalOptions& options,
                         const JobContext& job) {
  auto described = looksLikeCheckpoint(path) ? describeCheckpoint(path, options.model.family)
                                             : describeStudy(path, inVoxelUnits, job);
  if (!described) {
    return {{{"path", path.string()}, {"error", toJson(described.error())}},
            fmt::format("  {}\n", described.error().message()),
            described.error()};
  }
  return std::move(*described);
}

Result<CommandOutput> run(const InfoRequest& request, const GlobalOptions& options,
                          const JobContext& job) {
  CommandOutput output;
  Json items = Json::array();
  std::optional<Error> problem;
  for (const std::string& path : request.paths) {
    Description one = describePath(path, request.inVoxelUnits, options, job);
    if (one.problem && (request.paths.size() == 1 || one.problem->code == ErrorCode::Cancelled)) {
      if (!one.document.contains("series")) return tl::unexpected<Error>(*one.problem);
    }
    if (one.problem && !problem) problem = one.problem;
    items.push_back(std::move(one.document));
    output.answer += path + "\n" + one.text;
  }
  output.document["items"] = std::move(items);
  if (problem) {
    output.document["error"] = toJson(*problem);
    output.problem = problem->message();
    output.exitCode = exitCode(problem->code);
  }
  return output;
}

}  // namespace

void addInfo(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<InfoRequest>();
  auto* command =
      app.add_subcommand("info", "Show what images, masks, folders and checkpoints contain");
  command->add_option("PATH", request->paths, "files and folders")->required();
  addUncalibrated(*command, request->inVoxelUnits);
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
