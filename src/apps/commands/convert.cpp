// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn convert: converts checkpoints to .safetensors, and masks to another file format.

#include "checkpoint_info.h"
#include "command.h"
#include "file_kind.h"
#include "label_count.h"
#include "limn/imaging/label_table.h"
#include "limn/imaging/mask_file.h"
#include "limn/nn/weights.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
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
  std::string to;                    // of masks: a name of maskFormatFor(), or empty
  fs::path labels;                   // a table for masks, or empty
  imaging::MaskReadOptions reading;  // of masks
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
  const auto format = imaging::maskFormatFor(request.to, request.output);
  if (!format) {
    if (auto known = imaging::maskFormatOf(request.output); !known) return passOn(known);
  }
  auto masks = imaging::readMasks(request.input, request.reading, job);
  if (!masks) return passOn(masks, "converting a mask");
  if (!request.labels.empty()) {
    auto table = imaging::readLabelTable(request.labels);
    if (!table) return passOn(table);
    imaging::applyLabelTable(*table, *masks);
  }
  auto reports =
      imaging::writeMasks(*masks, request.output, {format, request.reading.reference}, job);
  if (!reports) return passOn(reports);
  auto labels = nlohmann::ordered_json::array();
  auto notes = masks->notes;
  for (const Segmentation& layer : masks->layers) {
    for (const auto& [label, voxels] : countLabels(layer))
      labels.push_back({{"label", label}, {"voxels", voxels}});
  }
  auto files = nlohmann::ordered_json::array();
  CommandOutput output;
  for (const imaging::WriteReport& report : *reports) {
    files.push_back({{"file", report.file.string()}, {"certificate", report.certificate.string()}});
    notes.insert(notes.end(), report.notes.begin(), report.notes.end());
    output.summary += fmt::format("{}: written and verified\n", report.file.string());
  }
  output.document = {{"file", reports->front().file.string()},
                     {"certificate", reports->front().certificate.string()},
                     {"files", files},
                     {"kind", "mask"},
                     {"labels", labels},
                     {"notes", notes}};
  output.summary += fmt::format("{} label(s)\n", labels.size());
  for (const std::string& note : notes)
    output.summary += fmt::format("note: {}\n", note);
  return output;
}

/// From a table of labels, or from the labels of a mask.
Result<CommandOutput> convertTable(const ConvertRequest& request, imaging::LabelDialect dialect,
                                   const JobContext& job) {
  imaging::LabelTable table;
  if (imaging::labelDialectOf(request.input)) {
    auto read = imaging::readLabelTable(request.input);
    if (!read) return passOn(read);
    table = std::move(*read);
  } else {
    auto masks = imaging::readMasks(request.input, request.reading, job);
    if (!masks) return passOn(masks);
    for (const Segmentation& layer : masks->layers)
      table.labels.insert(table.labels.end(), layer.labels.begin(), layer.labels.end());
    std::ranges::sort(table.labels, {}, &LabelInfo::id);
    table.codes = std::move(masks->codes);
  }
  auto notes = imaging::writeLabelTable(table, request.output, dialect);
  if (!notes) return passOn(notes);
  CommandOutput output;
  output.document = {{"file", request.output.string()},
                     {"kind", "labels"},
                     {"labels", table.labels.size()},
                     {"notes", *notes}};
  output.summary = fmt::format("{}: {} label(s)\n", request.output.string(), table.labels.size());
  for (const std::string& note : *notes)
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
  const auto dialect = imaging::labelDialectOf(request.output);
  if (dialect && request.to.empty()) return convertTable(request, *dialect, job);
  return convertMask(request, job);
}

}  // namespace

void addConvert(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<ConvertRequest>();
  auto* command =
      app.add_subcommand("convert",
                         "Convert a mask (NIfTI, NRRD, .seg.nrrd, PNG, DICOM SEG or RTSTRUCT), a "
                         "table of labels (.txt, .tsv, .json) or a checkpoint (.pth to "
                         ".safetensors)");
  command->add_option("IN", request->input, "mask or checkpoint to read")->required();
  command->add_option("OUT", request->output, "file to write; its suffix selects the format")
      ->required();
  command
      ->add_option("--to", request->to,
                   "format of the mask: seg or rtstruct (DICOM), nifti, nrrd; without it, the "
                   "suffix of OUT decides")
      ->check(CLI::IsMember({"seg", "rtstruct", "nifti", "nrrd"}));
  command->add_option("--labels", request->labels,
                      "a table of labels (ITK-SNAP .txt, BIDS .tsv, dcmqi or nnU-Net .json) whose "
                      "names, colours and codes the mask gets");
  command->add_option("--reference", request->reading.reference,
                      "the image that the mask belongs to, a file or a folder with its DICOM "
                      "series: its grid is used, and DICOM files refer to it; a structure set "
                      "cannot be read without it");
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
