// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn evaluate: measures the network on a labelled data set, by the published protocol or as a
// reader clicks in the window.

#include "command.h"
#include "limn/base/atomic_file.h"
#include "limn/batch/evaluate_page.h"
#include "limn/batch/evaluate_run.h"
#include "limn/batch/evaluate_tables.h"
#include "limn/batch/worst_cases.h"
#include "volume_choice.h"
#include "workforce.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace limn::apps {
namespace {

namespace fs = std::filesystem;

struct EvaluateRequest {
  std::string dataset, split, promptsFile, out;
  batch::EvaluateOptions options;
  bool inVoxelUnits = false;
  int workers = 0;  // 0 = as many as threads and memory allow
  std::vector<std::string> thin;
};

/// The published protocol never uses the focus network.
MakePredictor makerFor(batch::Protocol protocol) {
  return protocol == batch::Protocol::Clicks ? makeFocusedPredictor : makePredictor;
}

std::span<const std::byte> bytesOf(const std::string& text) {
  return std::as_bytes(std::span(text));
}

/// Output files, opened before the evaluation, so that a folder without write permission is
/// reported at once.
struct Outputs {
  std::optional<batch::RecordedPrompts> replay;
  std::optional<AtomicFile> prompts;
};

Result<Outputs> prepareOutputs(const EvaluateRequest& request) {
  Outputs outputs;
  std::error_code failed;
  if (!request.promptsFile.empty()) {
    if (fs::exists(request.promptsFile, failed)) {
      auto recorded = batch::RecordedPrompts::read(request.promptsFile);
      if (!recorded) return passOn(recorded);
      outputs.replay = std::move(*recorded);
    } else {
      auto file = AtomicFile::create(request.promptsFile);
      if (!file) return passOn(file);
      outputs.prompts = std::move(*file);
    }
  }
  if (request.out.empty()) return outputs;
  fs::create_directories(request.out, failed);
  if (failed) {
    return fail(ErrorCode::WriteFailed,
                fmt::format("{}: the folder cannot be made ({})", request.out, failed.message()));
  }
  if (auto probe = AtomicFile::create(fs::path(request.out) / "summary.json"); !probe) {
    return passOn(probe);
  }
  return outputs;
}

Result<void> writePrompts(const batch::EvaluationReport& report, AtomicFile& file) {
  batch::RecordedPrompts recorded(report.seed);
  for (const batch::MaskRecord& record : report.evaluation.masks)
    recorded.add({record.mask.item, record.mask.id, record.mask.name}, record.prompts);
  const std::string text = recorded.text();
  if (auto written = file.write(bytesOf(text)); !written) return passOn(written);
  return file.commit();
}

/// Predicts the worst cases again, for the figures of the report.
Result<std::vector<batch::WorstCase>> replayWorst(const batch::EvaluationReport& report,
                                                  const imaging::Dataset& dataset,
                                                  ModelChoice choice, const JobContext& job) {
  constexpr std::size_t kCases = 10;
  choice.threads = 1;  // as in the evaluation: the same bits
  auto predictor = makerFor(report.protocol)(choice, nullptr);
  if (!predictor) return passOn(predictor);
  std::vector<batch::WorstCase> cases;
  const auto& masks = report.evaluation.masks;
  for (const std::size_t i : batch::worstMasks(masks, kCases, report.thinTargets)) {
    auto worst = batch::replayCase(masks[i], dataset, **predictor, report.protocol, job);
    if (!worst) return passOn(worst);
    cases.push_back(std::move(*worst));
  }
  return cases;
}

Result<void> writeFolder(const batch::EvaluationReport& report, const imaging::Dataset& dataset,
                         const std::vector<batch::WorstCase>& worst, const fs::path& folder) {
  const std::string json = batch::evaluationJson(report).dump(
      2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  const std::array<std::pair<const char*, std::string>, 3> files{
      {{"per_mask.csv", batch::perMaskCsv(report, dataset)},
       {"summary.json", json + "\n"},
       {"report.html", batch::evaluationPage(report, worst)}}};
  for (const auto& [name, text] : files) {
    if (auto written = writeFileAtomically(folder / name, bytesOf(text)); !written) {
      return passOn(written);
    }
  }
  return {};
}

CommandOutput describe(const batch::EvaluationReport& report) {
  CommandOutput output;
  output.document = batch::evaluationJson(report);
  output.answer = batch::evaluationTable(report);
  output.summary = fmt::format("{} masks of {} pictures in {:.0f} s with {} on {} ({} worker{})\n",
                               report.evaluation.masks.size(), report.evaluation.pictures,
                               report.seconds, report.model.name, report.model.device,
                               report.workers, report.workers == 1 ? "" : "s");
  for (const Error& error : report.evaluation.skipped)
    output.problem += fmt::format("skipped {}\n      ", error.message());
  if (!report.evaluation.skipped.empty()) {
    output.problem +=
        fmt::format("{} of {} pictures could not be evaluated", report.evaluation.skipped.size(),
                    report.evaluation.skipped.size() + report.evaluation.pictures);
    output.exitCode = exitCode(ErrorCode::CheckFailed);
  }
  return output;
}

Result<batch::EvaluationReport> measure(const EvaluateRequest& request, const GlobalOptions& global,
                                        const imaging::Dataset& dataset, const Outputs& outputs,
                                        const JobContext& job) {
  using Clock = std::chrono::steady_clock;
  batch::EvaluationReport report;
  report.datasetPath = request.dataset;
  report.datasetForm = dataset.form;
  report.split = request.split;
  report.promptsFile = request.promptsFile;
  report.seed = outputs.replay ? outputs.replay->seed() : request.options.seed;
  report.thinTargets = {request.thin.begin(), request.thin.end()};

  ModelChoice choice = global.model;
  choice.threads = 1;
  const MakePredictor make = makerFor(request.options.protocol);
  auto first = make(choice, nullptr);
  if (!first) return passOn(first);
  report.protocol = request.options.protocol;
  report.model = (*first)->info();
  const Workforce force = workforceFor(request.workers, global.model.threads, report.model);
  report.workers = static_cast<std::size_t>(force.workers);

  batch::EvaluateOptions options = request.options;
  options.workers = report.workers;
  options.replay = outputs.replay ? &*outputs.replay : nullptr;
  const auto start = Clock::now();
  auto evaluation = evaluate(
      dataset, options, predictorsLike(std::move(*first), choice, force.threadsEach, make), job);
  if (!evaluation) return passOn(evaluation);
  report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  report.evaluation = std::move(*evaluation);
  std::vector<batch::EvaluatedMask> masks;
  for (const batch::MaskRecord& record : report.evaluation.masks)
    masks.push_back(record.mask);
  report.summary = batch::summarise(masks, report.thinTargets);
  return report;
}

/// Refuses a misspelt target, which would exclude nothing. A data set without targets uses the
/// names of the masks, which are known only when the masks are read.
Result<void> requireKnownThin(const EvaluateRequest& request, const imaging::Dataset& dataset) {
  std::set<std::string> known;
  for (const imaging::DatasetItem& item : dataset.items)
    known.insert(item.target);
  if (known.contains("")) return {};
  for (const std::string& target : request.thin) {
    if (known.contains(target)) continue;
    return fail(ErrorCode::WrongUse,
                fmt::format("--thin '{}': no picture has that target; there are '{}'", target,
                            fmt::join(known, "', '")));
  }
  return {};
}

Result<CommandOutput> run(const EvaluateRequest& request, const GlobalOptions& global,
                          const JobContext& job) {
  imaging::DatasetOptions options;
  options.split = request.split;
  options.inVoxelUnits = request.inVoxelUnits;
  auto dataset = imaging::openDataset(request.dataset, options, job);
  if (!dataset) return passOn(dataset);
  if (dataset->items.empty()) {
    return fail(ErrorCode::NotFound,
                fmt::format("{}: there is nothing to evaluate{}; choose another --split or none",
                            request.dataset,
                            request.split.empty() ? "" : " in split '" + request.split + "'"));
  }
  if (auto known = requireKnownThin(request, *dataset); !known) return passOn(known);
  auto outputs = prepareOutputs(request);
  if (!outputs) return passOn(outputs);
  auto report = measure(request, global, *dataset, *outputs, job);
  if (!report) return passOn(report);
  if (outputs->prompts) {
    if (auto written = writePrompts(*report, *outputs->prompts); !written) return passOn(written);
  }
  if (!request.out.empty()) {
    auto worst = replayWorst(*report, *dataset, global.model, job);
    if (!worst) return passOn(worst);
    auto written = writeFolder(*report, *dataset, *worst, request.out);
    if (!written) return passOn(written);
  }
  return describe(*report);
}

}  // namespace

void addEvaluate(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<EvaluateRequest>();
  auto* command = app.add_subcommand(
      "evaluate",
      "Measure masks on a labelled data set: with the tight box, and with 1 to 5 points, each "
      "placed where the answer before was wrong. For comparison, also the filled box and the "
      "ellipse inside the box");
  command
      ->add_option("DATASET", request->dataset,
                   "CSV list, pair of SAM-Med2D JSON files, nnU-Net v2 folder, or folder of images "
                   "with masks")
      ->required();
  command->add_option("--split", request->split,
                      "use only the items of this split, for example val");
  const std::map<std::string, batch::Protocol> protocols{{"published", batch::Protocol::Published},
                                                         {"clicks", batch::Protocol::Clicks}};
  command
      ->add_option("--protocol", request->options.protocol,
                   "published: random points, the model alone; clicks: in the middle of the "
                   "largest wrong region, also after the box, with the focus network if there is "
                   "one; also measures surface Dice, clicks obeyed and harmful corrections")
      ->transform(CLI::CheckedTransformer(protocols))
      ->default_str("published");
  command->add_option("--prompts-file", request->promptsFile,
                      "file of prompts: used if it exists, otherwise written");
  command->add_option("--seed", request->options.seed, "seed of the random points")
      ->capture_default_str();
  command->add_option("--out", request->out,
                      "folder for per_mask.csv, summary.json and report.html");
  command->add_option("--limit", request->options.limit,
                      "evaluate only this number of pictures, chosen at random");
  command->add_option("--max-masks-per-image", request->options.maxMasksPerImage,
                      "evaluate at most this number of masks of each picture, chosen at random");
  command->add_option("--thin", request->thin,
                      "a target that is thinner than a pixel of the network's mask: means are also "
                      "given without it. Can be given several times");
  command
      ->add_option(
          "--workers", request->workers,
          "number of pictures that are evaluated at the same time, each with a network of its own; "
          "0 = as many as CPU threads and memory allow")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  addUncalibrated(*command, request->inVoxelUnits);
  command->add_flag("--keep-going", request->options.keepGoing,
                    "skip pictures that cannot be read; the exit code is then 1");
  command->callback([request, &line] {
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
