// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn convert: converts checkpoints to .safetensors, and masks to another file format.

#include "checkpoint_info.h"
#include "command.h"
#include "file_kind.h"
#include "label_count.h"
#include "limn/imaging/segmentation_io.h"
#include "limn/nn/weights.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

struct ConvertRequest {
  fs::path input, output;
  bool half = false;
  imaging::ReadOptions reading;  // of masks
};

Result<CommandOutput> convertCheckpoint(const ConvertRequest& request, const std::string& family) {
  if (request.output.extension() != ".safetensors") {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{} is a checkpoint, which is converted to .safetensors; {} is not named "
                    "so",
                    request.input.string(), request.output.string()));
  }
  auto info = openCheckpoint(request.input, family);
  if (!info) return passOn(info);
  info->state.metadata = nn::configMetadata(info->config);
  try {
    if (request.half) {
      nn::convertToHalf(info->state);
      info->dtype = "float16";
    }
    nn::writeSafetensors(request.output, info->state);
  } catch (const nn::CheckpointError& error) {
    return fail(ErrorCode::WriteFailed, error.what());
  } catch (const std::invalid_argument& error) {
    return fail(ErrorCode::Unsupported, fmt::format("{}: {}; convert without --half",
                                                    request.input.string(), error.what()));
  }
  CommandOutput output;
  output.document = {{"file", request.output.string()},
                     {"kind", "checkpoint"},
                     {"family", nn::familyName(info->config.family)},
                     {"tensors", info->state.tensors.size()},
                     {"parameters", info->parameters},
                     {"dtype", info->dtype}};
  output.summary =
      fmt::format("{}: {} network, {} tensors, {}\n", request.output.string(),
                  nn::familyName(info->config.family), info->state.tensors.size(), info->dtype);
  return output;
}

Result<CommandOutput> convertMask(const ConvertRequest& request, const JobContext& job) {
  auto segmentation = imaging::readSegmentation(request.input, job, request.reading);
  if (!segmentation) return passOn(segmentation, "converting a mask");
  auto report = makeStudyIo().write(*segmentation, request.output, job);
  if (!report) return passOn(report);
  auto labels = nlohmann::ordered_json::array();
  for (const auto& [label, voxels] : countLabels(*segmentation)) {
    labels.push_back({{"label", label}, {"voxels", voxels}});
  }
  CommandOutput output;
  output.document = {{"file", report->file.string()},
                     {"certificate", report->certificate.string()},
                     {"kind", "mask"},
                     {"labels", labels},
                     {"notes", report->notes}};
  output.summary = fmt::format("{}: mask with {} label(s)\n", report->file.string(), labels.size());
  for (const std::string& note : report->notes)
    output.summary += fmt::format("note: {}\n", note);
  return output;
}

Result<CommandOutput> run(const ConvertRequest& request, const GlobalOptions& options,
                          const JobContext& job) {
  std::error_code ignored;
  if (!fs::exists(request.input, ignored)) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is no such file", request.input.string()));
  }
  if (fs::equivalent(request.input, request.output, ignored)) {
    return fail(ErrorCode::WrongUse, fmt::format("{} is both input and output; give another name",
                                                 request.input.string()));
  }
  if (looksLikeCheckpoint(request.input)) return convertCheckpoint(request, options.model.family);
  if (request.output.extension() == ".safetensors") {
    return fail(
        ErrorCode::Unsupported,
        fmt::format("{} is not a checkpoint, so it cannot be converted to {}; give a .pth file",
                    request.input.string(), request.output.string()));
  }
  return convertMask(request, job);
}

}  // namespace

void addConvert(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<ConvertRequest>();
  auto* command =
      app.add_subcommand("convert",
                         "Convert a mask (from NIfTI, NRRD, PNG or DICOM SEG) or a checkpoint "
                         "(.pth to .safetensors)");
  command->add_option("IN", request->input, "mask or checkpoint to read")->required();
  command->add_option("OUT", request->output, "file to write; its suffix selects the format")
      ->required();
  command->add_flag("--half", request->half,
                    "for checkpoints: store the weights in 16 bits (fp16)");
  addUncalibrated(*command, request->reading.inVoxelUnits);
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
