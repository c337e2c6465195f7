// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn segment: one object from prompts, written as a mask on the image's own grid.

#include "command.h"
#include "limn/batch/mask_painting.h"
#include "limn/batch/number_list.h"
#include "limn/batch/prompt_placement.h"
#include "limn/batch/slice_network.h"
#include "limn/core/model_input.h"
#include "segment/segment_case.h"
#include "segment/segment_report.h"
#include "volume_choice.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <filesystem>
#include <map>
#include <optional>
#include <utility>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

/// Checks the output path before the work, which may take a minute.
Result<void> checkOutput(const fs::path& output) {
  std::error_code ignored;
  if (fs::is_directory(output, ignored)) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot write {}: it is a folder; give a file name", output.string()));
  }
  if (output.has_parent_path() && !fs::is_directory(output.parent_path(), ignored)) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("cannot write {}: the folder {} does not exist; create it first",
                            output.string(), output.parent_path().string()));
  }
  return {};
}

Result<std::optional<core::SliceRange>> chooseRange(const SegmentRequest& request,
                                                    const Volume& volume, core::SliceRef start) {
  if (request.propagate.empty()) return std::nullopt;
  std::string text = request.propagate;
  const std::size_t dots = text.find("..");
  if (dots != std::string::npos) text.replace(dots, 2, ",");
  auto numbers = batch::parseNumbers("--propagate", "A..B (slices, from 0)", text, {2});
  if (!numbers) return passOn(numbers);
  const core::SliceRange range{static_cast<std::int64_t>((*numbers)[0]),
                               static_cast<std::int64_t>((*numbers)[1])};
  const std::int64_t slices = volume.grid.size[static_cast<int>(start.axis)];
  if (range.first < 0 || range.last >= slices) {
    return fail(ErrorCode::OutOfRange, fmt::format("--propagate {}: the volume has slices 0 to {}",
                                                   request.propagate, slices - 1));
  }
  if (start.slice < range.first || start.slice > range.last) {
    return fail(ErrorCode::WrongUse,
                fmt::format("--propagate {}: the prompted slice {} is not in this range",
                            request.propagate, start.slice));
  }
  return range;
}

Result<std::size_t> chooseCandidate(const SegmentRequest& request, const core::Prediction& answer) {
  if (request.candidate == "best") return answer.best;
  const auto index = static_cast<std::size_t>(request.candidate.front() - '0');
  if (index < answer.candidates.size()) return index;
  return fail(ErrorCode::WrongUse,
              fmt::format("--candidate {}: this network gives {} candidate(s), counted from 0",
                          request.candidate, answer.candidates.size()));
}

Result<Segmented> segment(const SegmentRequest& request, const Volume& volume,
                          core::MaskPredictor& predictor, const JobContext& job) {
  auto placed = batch::placePrompts(request.prompts, volume.grid, request.rules);
  if (!placed) return passOn(placed);
  auto mapping = chooseMapping(request.inputWindow, volume);
  if (!mapping) return passOn(mapping);
  auto range = chooseRange(request, volume, placed->slice);
  if (!range) return passOn(range);

  const batch::SliceNetwork network{predictor, volume, *mapping};
  job.report(0, "encoding the slice");
  auto answer = network.ask(placed->slice, placed->prompts, job);
  if (!answer) return passOn(answer);
  auto chosen = chooseCandidate(request, answer->prediction);
  if (!chosen) return passOn(chosen);

  const LabelId label = request.rules.label;
  const std::string name =
      request.labelName.empty() ? fmt::format("Label {}", label) : request.labelName;
  Segmented done{std::move(*placed),
                 *mapping,
                 std::move(*answer),
                 *chosen,
                 {},
                 batch::emptySegmentation(volume, {label, name, Rgb{230, 75, 60}, true, false})};
  const Mask& mask = done.answer.prediction.candidates[done.chosen].mask;
  batch::paint(done.mask, done.placed.slice, mask, label);
  if (*range && !mask.bounds().isEmpty()) {
    auto further = propagate(network, done.placed.slice, mask, **range, job);
    if (!further) return passOn(further);
    done.propagated = std::move(*further);
    for (const core::PropagatedSlice& next : done.propagated) {
      batch::paint(done.mask, {done.placed.slice.axis, next.slice}, next.answer.mask, label);
    }
  }
  return done;
}

Result<CommandOutput> run(const SegmentRequest& request, const GlobalOptions& options,
                          const JobContext& job) {
  if (request.prompts.empty()) {
    return fail(ErrorCode::WrongUse, "segment needs a prompt: give --point, --box or --mask");
  }
  if (auto usable = checkOutput(request.output); !usable) return passOn(usable);
  if (!request.caseFile.empty()) {
    if (auto usable = checkOutput(request.caseFile); !usable) return passOn(usable);
    std::error_code ignored;
    if (fs::exists(request.caseFile, ignored)) {
      return fail(ErrorCode::WriteFailed,
                  fmt::format("cannot write {}: there is such a case already; give another name",
                              request.caseFile.string()));
    }
  }
  auto volume = readChosenVolume(request.image, job);
  if (!volume) return passOn(volume);
  // Reports wrong coordinates before the model is loaded.
  if (auto placed = batch::placePrompts(request.prompts, volume->grid, request.rules); !placed) {
    return passOn(placed);
  }
  job.report(0, "loading the model");
  auto predictor = makeFocusedPredictor(options.model, makeEmbeddingFolder(options.cache));
  if (!predictor) return passOn(predictor);
  auto done = segment(request, *volume, **predictor, job);
  if (!done) return passOn(done);
  job.report(0, "writing the mask");
  auto report = makeStudyIo().write(done->mask, request.output, job);
  if (!report) return passOn(report);
  if (!request.caseFile.empty()) {
    auto kept = writeSegmentCase(request, *volume, *done, (*predictor)->info());
    if (!kept) return passOn(kept);
  }
  return describeSegmented(request, *volume, *done, (*predictor)->info(), *report);
}

/// The prompts in the order typed: each named option keeps its values, CLI11 the order of options.
std::vector<batch::PromptText> promptsInOrder(const CLI::App& command) {
  const std::map<std::string, batch::PromptText::Kind> kinds{
      {"--point", batch::PromptText::Kind::Point},
      {"--box", batch::PromptText::Kind::Box},
      {"--mask", batch::PromptText::Kind::Mask}};
  std::map<const CLI::Option*, std::size_t> used;
  std::vector<batch::PromptText> prompts;
  for (const CLI::Option* option : command.parse_order()) {
    const auto kind = kinds.find(option->get_name());
    if (kind == kinds.end()) continue;
    prompts.push_back({kind->second, option->results().at(used[option]++)});
  }
  return prompts;
}

}  // namespace

void addSegment(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<SegmentRequest>();
  auto* command = app.add_subcommand(
      "segment", "Segment one object of an image from points, a box or a draft mask");
  command
      ->add_option("IMAGE", request->image.path,
                   "NIfTI, NRRD, MetaImage, PNG, JPEG, DICOM file or folder")
      ->required();
  command
      ->add_option("-o,--output", request->output,
                   "mask to write: .nii.gz, .nii, .seg.nrrd, .nrrd, .png, .dcm (DICOM "
                   "segmentation) or .rtstruct.dcm")
      ->required();
  auto unused = std::make_shared<std::vector<std::string>>();
  const auto addPrompt = [&](const char* name, const char* form, const char* help) {
    command->add_option(name, *unused, help)
        ->type_name(form)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  addPrompt("--point", "X,Y,Z[,+|-]",
            "foreground point; append ,- for background. Can be given several times");
  addPrompt(
      "--box", "X0,Y0,X1,Y1,Z",
      "box around the object: two opposite corners in the slice, then the number of the slice; or "
      "two corners X0,Y0,Z0,X1,Y1,Z1");
  addPrompt("--mask", "FILE", "draft mask on the same grid, which the network improves");
  command
      ->add_option("--axis", request->rules.axis,
                   "axis of the voxel grid that is perpendicular to the slices")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Axis>{{"x", Axis::X}, {"y", Axis::Y}, {"z", Axis::Z}}))
      ->type_name("x|y|z")
      ->default_str("z");
  command->add_option("--slice", request->rules.slice,
                      "slice of the draft mask to use, when it covers several");
  command->add_flag(
      "--world", request->rules.isWorld,
      "coordinates are in LPS millimetres (left, posterior, superior), not in voxels");
  command->add_option("--label", request->rules.label, "label value of the object in the mask")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  command->add_option("--label-name", request->labelName, "name of the label");
  addVolumeChoice(*command, request->image);
  command->add_option(
      "--input-window", request->inputWindow,
      "CENTRE,WIDTH: grey values that the network sees, instead of the whole range");
  command->add_option(
      "--propagate", request->propagate,
      "A..B: continue the mask in both directions within these slices. Each slice is segmented in "
      "2D from the mask of the slice before it: check the result");
  command->add_option("--case", request->caseFile,
                      "also write a case file (.limn) with the prompts, the answers and the model; "
                      "limn-studio opens it and limn replay repeats it");
  command
      ->add_option("--candidate", request->candidate,
                   "which of the three answers of the network to write")
      ->check(CLI::IsMember({"best", "0", "1", "2"}))
      ->capture_default_str();
  command->callback([request, unused, command, &line] {
    request->prompts = promptsInOrder(*command);
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
