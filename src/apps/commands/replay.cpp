// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn replay: computes every accepted mask of a case again, from its prompts and the weights.

#include "case_io.h"
#include "command.h"
#include "limn/batch/agreement.h"
#include "limn/core/model_input.h"
#include "limn/store/case_file.h"
#include "model_catalog.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace limn::apps {
namespace fs = std::filesystem;
namespace {

struct ReplayRequest {
  fs::path file, source;
  bool verify = false;
};

/// One mask that was computed again, compared with the recorded one.
struct Replayed {
  CaseObjectPtr object;
  std::int64_t differing = 0;  // pixels
  float logitsDifference = 0;  // largest
};

/// "bf16" for a mask that was computed with "cpu bf16"; fp32 is not named there.
std::string precisionOf(const ModelInfo& recorded, const std::string& asked) {
  const std::size_t space = recorded.arithmetic.find(' ');
  return space == std::string::npos ? asked : recorded.arithmetic.substr(space + 1);
}

/// The checkpoint that a case names: as the options say, else installed under that name.
ModelChoice choiceFor(const ModelInfo& recorded, const ModelChoice& asked) {
  ModelChoice choice = asked;
  if (choice.device == "auto") {
    choice.device = recorded.device.substr(0, recorded.device.find(' '));  // "cpu (1 thread)"
    choice.precision = precisionOf(recorded, asked.precision);
  }
  if (choice.threads == 0) choice.threads = recorded.threads;
  choice.dropAdapters = choice.dropAdapters || !recorded.adapters;
  choice.noFocus = recorded.focusHash.empty();
  if (choice.noFocus) choice.focus.clear();
  if (!choice.model.empty() || !choice.arch.empty()) return choice;
  choice.model = recorded.name;
  if (const auto installed = installedModels()) {
    for (const InstalledModel& model : *installed) {
      if (model.file.filename() == recorded.name) choice.model = model.file.string();
    }
  }
  return choice;
}

Result<std::shared_ptr<core::MaskPredictor>> loadModel(const ModelInfo& recorded,
                                                       const ModelChoice& asked) {
  auto predictor = makeFocusedPredictor(choiceFor(recorded, asked));
  if (!predictor) {
    return passOn(predictor, fmt::format("loading {}, which the masks were made with; give it with "
                                         "--model FILE",
                                         recorded.name));
  }
  const ModelInfo& found = (*predictor)->info();
  if (found.weightsHash == recorded.weightsHash && found.adapters == recorded.adapters) {
    if (found.focusHash == recorded.focusHash) return predictor;
    return fail(
        ErrorCode::Mismatch,
        fmt::format("the masks were made with a focus network with weights {}…, found {}; "
                    "give that network with --focus FILE",
                    recorded.focusHash.substr(0, 12),
                    found.focusHash.empty() ? "none" : found.focusHash.substr(0, 12) + "…"));
  }
  return fail(ErrorCode::Mismatch,
              fmt::format("{} has other weights than the masks were made with: expected SHA-256 "
                          "{}…{}, found {}…{}; give the right ones with --model FILE",
                          found.name, recorded.weightsHash.substr(0, 12),
                          recorded.adapters ? " with adapters" : "",
                          found.weightsHash.substr(0, 12), found.adapters ? " with adapters" : ""));
}

Replayed compare(CaseObjectPtr object, const core::Prediction& answer) {
  Replayed result{std::move(object), 0, 0};
  const core::Candidate& made =
      answer.candidates[std::min(result.object->chosen, answer.candidates.size() - 1)];
  const Mask& recorded = result.object->mask;
  result.differing = batch::countDiffering(made.mask, recorded);
  if (result.object->logits && result.object->logits->side == made.logits->side) {
    for (std::size_t i = 0; i < made.logits->values.size(); ++i) {
      result.logitsDifference =
          std::max(result.logitsDifference,
                   std::abs(made.logits->values[i] - result.object->logits->values[i]));
    }
  }
  return result;
}

Result<Replayed> replayOne(const Volume& volume, const CaseObjectPtr& object,
                           core::MaskPredictor& predictor, const JobContext& job) {
  const core::SlicePicture picture = core::renderModelInput(
      volume, sliceLayout(volume.grid, object->slice.axis), object->slice.slice, object->mapping);
  auto embedding = predictor.encode(picture, job);
  if (!embedding) return passOn(embedding);
  auto answer = core::predictSteps(predictor, **embedding, object->steps);
  if (!answer) return passOn(answer);
  return compare(object, *answer);
}

Result<std::vector<Replayed>> replayAll(const CaseData& data, const Volume& volume,
                                        const GlobalOptions& options, const JobContext& job) {
  // Masks are grouped by model, so that one model is in memory at a time, and sorted afterwards.
  std::map<std::tuple<std::string, bool, int, std::string, std::string>, std::vector<CaseObjectPtr>>
      byModel;
  std::size_t total = 0, done = 0;
  for (const CaseAction& action : data.actions) {
    if (!action.object || action.object->steps.empty()) continue;
    const ModelInfo& model = action.object->model;
    byModel[{model.weightsHash, model.adapters, model.threads, model.arithmetic, model.focusHash}]
        .push_back(action.object);
    ++total;
  }
  std::vector<Replayed> results;
  for (const auto& [key, objects] : byModel) {
    job.report(static_cast<double>(done) / static_cast<double>(total), "loading the model");
    auto predictor = loadModel(objects.front()->model, options.model);
    if (!predictor) return passOn(predictor);
    for (const CaseObjectPtr& object : objects) {
      job.report(static_cast<double>(done++) / static_cast<double>(total), "replaying");
      auto one = replayOne(volume, object, **predictor, job);
      if (!one) return passOn(one, fmt::format("action {}", object->number));
      results.push_back(std::move(*one));
    }
  }
  std::ranges::sort(results, {}, [](const Replayed& one) { return one.object->number; });
  return results;
}

CommandOutput describe(const ReplayRequest& request, const std::vector<Replayed>& results) {
  CommandOutput output;
  auto masks = nlohmann::ordered_json::array();
  std::int64_t differing = 0;
  for (const Replayed& one : results) {
    const CaseObject& object = *one.object;
    differing += one.differing != 0 ? 1 : 0;
    masks.push_back(
        {{"number", object.number},
         {"label", object.label},
         {"axis", std::string_view("xyz").substr(static_cast<std::size_t>(object.slice.axis), 1)},
         {"slice", object.slice.slice},
         {"pixels", object.mask.count()},
         {"differing", one.differing},
         {"logits_difference", one.logitsDifference}});
    if (one.differing != 0) {
      output.answer += fmt::format("action {}: {} of {} pixels differ\n", object.number,
                                   one.differing, object.mask.count());
    }
  }
  output.document = {{"file", request.file.string()},
                     {"masks", masks},
                     {"replayed", results.size()},
                     {"differing", differing}};
  output.summary = fmt::format("{}: {} mask(s) made again, {} differ\n", request.file.string(),
                               results.size(), differing);
  if (request.verify && differing != 0) {
    output.exitCode = exitCode(ErrorCode::CheckFailed);
    output.problem = fmt::format("{} of {} masks are not what the prompts and weights give",
                                 differing, results.size());
  }
  return output;
}

Result<CommandOutput> run(const ReplayRequest& request, const GlobalOptions& options,
                          const JobContext& job) {
  auto opened = store::CaseFile::open(request.file, store::CaseFile::Access::ReadOnly);
  if (!opened) return passOn(opened);
  if (request.verify) {
    if (auto sound = opened->check(); !sound) return passOn(sound);
  }
  auto data = opened->load();
  if (!data) return passOn(data);
  auto volume = findVolume(data->source, request.source, job);
  if (!volume) return passOn(volume);
  auto results = replayAll(*data, *volume, options, job);
  if (!results) return passOn(results);
  return describe(request, *results);
}

}  // namespace

void addReplay(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<ReplayRequest>();
  auto* command = app.add_subcommand(
      "replay", "Compute the accepted masks of a case again from its prompts and the model");
  command->add_option("CASE", request->file, "case file (.limn)")->required();
  command->add_option("--source", request->source, "file or folder of the volume, if it has moved");
  command->add_flag("--verify", request->verify,
                    "exit with code 1 if a mask differs from the recorded one in any voxel");
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
