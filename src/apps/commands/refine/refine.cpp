// SPDX-FileCopyrightText: 2026 The Limn authors
// SPDX-License-Identifier: Apache-2.0

// limn refine: corrects draft masks of many images with prompts that are derived from them.

#include "command.h"
#include "limn/batch/number_list.h"
#include "limn/batch/reader_cost_report.h"
#include "limn/batch/refine_cases.h"
#include "limn/batch/refine_report.h"
#include "limn/batch/refine_run.h"
#include "volume_choice.h"
#include "workforce.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace limn::apps {
namespace {

namespace fs = std::filesystem;

struct RefineRequest {
  batch::RefineSource source;
  batch::RefineOptions options;
  std::string out, shard, corrupt, window;
  bool onlyMeasures = false, rehashes = false;
  int workers = 0;
  std::size_t limit = 0;
  std::optional<batch::ReaderCostOptions> simulation;
};

/// "eroded,shifted" or "all".
Result<std::vector<batch::Defect>> parseDefects(const std::string& text) {
  if (text == "all") return std::vector(batch::kDefects.begin(), batch::kDefects.end());
  std::vector<batch::Defect> defects;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    auto defect = batch::defectNamed(std::string_view(text).substr(at, end - at));
    if (!defect) return passOn(defect, "--corrupt");
    defects.push_back(*defect);
    at = end + 1;
  }
  return defects;
}

Result<std::optional<Window>> parseWindow(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto numbers = batch::parseNumbers("--input-window", "CENTRE,WIDTH", text, {2});
  if (!numbers) return passOn(numbers);
  if ((*numbers)[1] <= 0) {
    return fail(ErrorCode::WrongUse,
                fmt::format("--input-window expects a width above 0, found '{}'", text));
  }
  return Window{(*numbers)[0], (*numbers)[1]};
}

void listProblems(const std::vector<Error>& problems, CommandOutput& output) {
  if (problems.empty()) return;
  constexpr std::size_t kMost = 20;
  for (std::size_t i = 0; i < problems.size() && i < kMost; ++i)
    output.problem += fmt::format("skipped {}\n      ", problems[i].message());
  output.problem += fmt::format("{} case{} could not be refined", problems.size(),
                                problems.size() == 1 ? "" : "s");
  output.exitCode = exitCode(ErrorCode::CheckFailed);
}

/// The model, the number of workers, and the function that makes the network of each.
struct Workers {
  core::ModelInfo model;
  std::size_t workers = 1;
  batch::PredictorFactory makePredictor;
};
Result<Workers> prepareWorkers(const GlobalOptions& global, int workers, const JobContext& job) {
  job.report(0, "loading the model");
  ModelChoice choice = global.model;
  choice.threads = 1;
  auto first = makePredictor(choice);
  if (!first) return passOn(first);
  Workers prepared;
  prepared.model = (*first)->info();
  const Workforce force = workforceFor(workers, global.model.threads, prepared.model);
  prepared.workers = static_cast<std::size_t>(force.workers);
  prepared.makePredictor = predictorsLike(std::move(*first), choice, force.threadsEach);
  return prepared;
}

Result<CommandOutput> simulate(const RefineRequest& request, const GlobalOptions& global,
                               const JobContext& job) {
  auto prepared = prepareWorkers(global, request.workers, job);
  if (!prepared) return passOn(prepared);
  auto window = parseWindow(request.window);
  if (!window) return passOn(window);
  batch::ReaderCostOptions options = *request.simulation;
  options.source = request.source;
  options.source.limit = request.limit;
  options.axis = request.options.axis;
  options.window = *window;
  options.workers = prepared->workers;
  options.seed = request.options.seed;
  options.inVoxelUnits = request.options.inVoxelUnits;
  auto report =
      batch::reportReaderCost(options, request.out, prepared->model, prepared->makePredictor, job);
  if (!report) return passOn(report);
  CommandOutput output;
  output.document = std::move(report->document);
  output.answer = std::move(report->table);
  output.summary = fmt::format("{} masks; rows in {}\n", report->masks,
                               (std::filesystem::path(request.out) / "clicks.csv").string());
  listProblems(report->skipped, output);
  return output;
}

Result<CommandOutput> run(RefineRequest request, const GlobalOptions& global,
                          const JobContext& job) {
  using Clock = std::chrono::steady_clock;
  if (request.simulation) return simulate(request, global, job);
  auto defects = parseDefects(request.corrupt);
  if (!defects) return passOn(defects);
  request.source.defects = std::move(*defects);
  auto window = parseWindow(request.window);
  if (!window) return passOn(window);
  request.options.window = *window;
  request.options.usesReference = !request.onlyMeasures && request.source.defects.empty();
  batch::RefineRun work;
  if (!request.shard.empty()) {
    auto shard = batch::parseShard(request.shard);
    if (!shard) return passOn(shard);
    work.shard = *shard;
  }
  request.source.limit = request.limit;
  auto cases = batch::listRefineCases(request.source);
  if (!cases) return passOn(cases);
  auto folder = batch::RefineFolder::create(request.out);
  if (!folder) return passOn(folder);
  auto prepared = prepareWorkers(global, request.workers, job);
  if (!prepared) return passOn(prepared);
  work.options = request.options;
  work.model = prepared->model;
  work.workers = prepared->workers;
  work.rehashes = request.rehashes;

  const auto start = Clock::now();
  auto tally = batch::refineCases(*cases, work, *folder, prepared->makePredictor, job);
  if (!tally) return passOn(tally);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  CommandOutput output;
  output.document = {{"out", request.out},        {"cases", cases->size()},
                     {"refined", tally->refined}, {"finished_before", tally->before},
                     {"broken", tally->broken},   {"seconds", seconds}};
  if (work.shard.count == 1) {
    auto summary = batch::writeRefineReport({*folder}, folder->path(), job);
    if (!summary) return passOn(summary);
    output.document["summary"] = toJson(*summary);
    output.answer = batch::refineTable(*summary);
  }
  output.summary = fmt::format(
      "{} refined, {} finished before, {} broken, in {:.0f} s with {} on {} ({} at once); {}\n",
      tally->refined, tally->before, tally->broken, seconds, work.model.name, work.model.device,
      work.workers,
      work.shard.count == 1 ? fmt::format("see {}", (folder->path() / "report.html").string())
                            : "limn merge-reports makes the report of all shards");
  listProblems(tally->problems, output);
  return output;
}

void addSimulation(CLI::App& command, RefineRequest& request,
                   const std::shared_ptr<batch::ReaderCostOptions>& simulation) {
  auto* simulate = command.add_flag_callback(
      "--simulate", [&request, simulation] { request.simulation = *simulation; },
      "measure instead what the data would cost a reader: the Dice after a box and after 1, 3, 5 "
      "and 9 simulated clicks. Writes no masks");
  for (const char* refining : {"--cases", "--shard", "--rehash", "--measure-only", "--corrupt"})
    simulate->excludes(refining);
  command
      .add_option("--clicks-at", simulation->placement,
                  "where a simulated click is placed: on a random wrong pixel, or in the centre of "
                  "the largest "
                  "wrong region")
      ->transform(CLI::CheckedTransformer(std::map<std::string, batch::ClickPlacement>{
          {"random", batch::ClickPlacement::Random}, {"centre", batch::ClickPlacement::Centre}}))
      ->type_name("random|centre")
      ->default_str("random");
  command
      .add_option("--box-jitter", simulation->jitter,
                  "move each side of the simulated box at random by up to this share of its width "
                  "or height")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
}

}  // namespace

void addRefine(CLI::App& app, CommandLine& line) {
  auto request = std::make_shared<RefineRequest>();
  auto simulation = std::make_shared<batch::ReaderCostOptions>();
  auto* command = app.add_subcommand(
      "refine",
      "Refine draft masks of many images: towards a reference where there is one, otherwise only "
      "where the network is certain that the draft is wrong. Can be stopped and started again");
  command
      ->add_option("MANIFEST", request->source.path,
                   "what to refine: a CSV or JSON list with image, draft and optionally reference, "
                   "labels and id; an nnU-Net folder; a folder with images and drafts in it; a "
                   "folder of images; or a folder of DICOM studies with segmentations")
      ->required();
  command->add_option("-o,--output", request->out, "folder for masks and reports")->required();
  command->add_option("--drafts", request->source.drafts,
                      "folder of draft masks; a mask belongs to the image of the same name");
  command->add_option("--references", request->source.references,
                      "folder of reference masks, named like the images");
  command->add_option("--split", request->source.split, "only rows of this split, e.g. val");
  command->add_option("--limit", request->limit,
                      "refine only this number of cases, chosen at random");
  command->add_flag("--measure-only", request->onlyMeasures,
                    "use references only to measure; refine the drafts without them");
  command
      ->add_option("--max-clicks", request->options.rule.maxClicks,
                   "most clicks on one object and slice, also with --simulate")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command
      ->add_option("--axis", request->options.axis,
                   "axis of the voxel grid that is perpendicular to the slices; without it the "
                   "axis with the "
                   "largest spacing, else the one from head to foot")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Axis>{{"x", Axis::X}, {"y", Axis::Y}, {"z", Axis::Z}}))
      ->type_name("x|y|z");
  command->add_option(
      "--input-window", request->window,
      "CENTRE,WIDTH: grey values that the network sees, instead of the whole range");
  addUncalibrated(*command, request->options.inVoxelUnits);
  command->add_flag("--cases", request->options.writesCases,
                    "also write a case file, cases/ID.limn, for each case; limn-studio opens it at "
                    "the doubtful slices");
  command->add_option(
      "--shard", request->shard,
      "I/N: refine only every N-th case, beginning with case I (from 0), for job arrays");
  command
      ->add_option("--workers", request->workers,
                   "number of cases that are refined at the same time, each with a network of its "
                   "own; 0 = as "
                   "many as CPU threads and memory allow")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag(
      "--rehash", request->rehashes,
      "read all input files again to find out whether they changed, even if their sizes, "
      "times and inodes are those of the last run");
  command->add_option("--corrupt,--spoil", request->corrupt,
                      "for research: corrupt correct drafts first and measure how well they are "
                      "repaired. One or more of right, eroded, dilated, shifted, half-missing, "
                      "island with commas between them, or all");
  command
      ->add_option("--seed", request->options.seed,
                   "seed of the random choices of --corrupt and of simulated clicks")
      ->capture_default_str();
  addSimulation(*command, *request, simulation);
  command->callback([request, simulation, &line] {
    if (request->simulation) {
      request->simulation = *simulation;
      request->simulation->maxClicks = request->options.rule.maxClicks;
    }
    line.chosen = [request, &line](const JobContext& job) {
      return run(*request, line.options, job);
    };
  });
}

}  // namespace limn::apps
